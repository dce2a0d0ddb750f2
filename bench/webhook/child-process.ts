import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const readySchema = z.object({ type: z.literal('ready'), url: z.string() });

/** A program of the benchmark ended, or said something else than it should. */
export class ChildFailedError extends Error {
  override readonly name = 'ChildFailedError';
}

export interface Child {
  readonly pid: number;
  /** Where it serves; empty for one that serves nothing. */
  readonly url: string;
  send(message: object): void;
  /** @throws ChildFailedError when it ends before */
  nextMessage(): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Starts a module in a process of its own and waits until it says that it is ready. It ends with this process, whose IPC channel it watches.
 * @throws ChildFailedError
 */
export async function startChild(path: string, args: readonly string[]): Promise<Child> {
  const child = fork(path, args);
  const exited = once(child, 'exit');
  // Kept until asked for: two messages may come in one read.
  const messages: unknown[] = [];
  let waiting: PromiseWithResolvers<unknown> | undefined;
  child.on('message', (message: unknown) => {
    if (waiting === undefined) messages.push(message);
    else waiting.resolve(message);
    waiting = undefined;
  });
  const ended = exited.then(() => {
    throw new ChildFailedError(`${path} ended`);
  });
  // It may end when nobody asks it anything.
  ended.catch(() => undefined);
  const nextMessage = async (): Promise<unknown> => {
    if (messages.length > 0) return messages.shift();
    waiting = Promise.withResolvers();
    return Promise.race([waiting.promise, ended]);
  };
  const ready = readySchema.safeParse(await nextMessage());
  if (!ready.success) throw new ChildFailedError(`${path} did not say that it is ready`);
  return {
    pid: child.pid ?? 0,
    url: ready.data.url,
    send: (message) => child.send(message),
    nextMessage,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
