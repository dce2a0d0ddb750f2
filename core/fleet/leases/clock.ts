import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Never goes back, and means nothing to any other machine. */
  nowMs(): number;
  /** Resolves after the time, or at once when the signal comes. */
  sleep(ms: number, wake: AbortSignal): Promise<void>;
}

/** The same in every thread of a process; `performance.now()` begins anew in each. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export const monotonicClock: Clock = Object.freeze({
  nowMs: monotonicMs,
  sleep: (ms: number, wake: AbortSignal) =>
    // An abort is the end of the sleep, not an error.
    delay(ms, undefined, { signal: wake }).catch(() => undefined),
});
