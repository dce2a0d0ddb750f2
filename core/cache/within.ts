/** No answer in time. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/**
 * Waits for an answer, but no longer than `limitMs`. An answer that has come while this process was busy counts: it is looked for once more
 * after the time is up.
 * @throws TooLateError, and what `answer` throws
 */
export async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  const tooLate = Promise.withResolvers<never>();
  const timer = setTimeout(
    // Timers run before sockets are read: after a long stop of the process both are due, and the answer must win.
    () => setImmediate(() => tooLate.reject(new TooLateError(`no answer within ${limitMs} ms`))),
    limitMs,
  );
  try {
    return await Promise.race([answer, tooLate.promise]);
  } finally {
    clearTimeout(timer);
  }
}
