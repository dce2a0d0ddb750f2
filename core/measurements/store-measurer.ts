import type { StoreData } from './sources.ts';
import { MEASURE_EVERY_MS } from './write-measurement.ts';

/** One invocation of `store-batch`. */
export interface StoreInvocation {
  readonly batches: number;
  readonly failedBatches: number;
  readonly records: number;
  readonly logged: number;
  readonly deadLetters: number;
  readonly busyMs: number;
  /** From the socket to the commit, of each record that was stored. */
  readonly lagsMs: readonly number[];
}

interface Sums {
  invocations: number;
  batches: number;
  records: number;
  logged: number;
  deadLetters: number;
  failedBatches: number;
  busyMs: number;
  maxMs: number;
  sumRecordsSquared: number;
  sumRecordsMs: number;
  largestRecords: number;
}

const nothing = (): Sums => ({
  invocations: 0,
  batches: 0,
  records: 0,
  logged: 0,
  deadLetters: 0,
  failedBatches: 0,
  busyMs: 0,
  maxMs: 0,
  sumRecordsSquared: 0,
  sumRecordsMs: 0,
  largestRecords: 0,
});

/** Adds the invocations of one container up to rows of at least 10 s. What a container that is frozen for good had not told is lost. */
export class StoreMeasurer {
  readonly #concurrency: number | null;
  readonly #now: () => number;
  #sums = nothing();
  #lagSumMs = 0;
  #lagMaxMs = 0;
  #lags = 0;
  #sinceMs: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(concurrency: number | undefined, now: () => number) {
    this.#concurrency = concurrency ?? null;
    this.#now = now;
    this.#sinceMs = now();
  }

  add(one: StoreInvocation): void {
    const sums = this.#sums;
    sums.batches += one.batches;
    sums.failedBatches += one.failedBatches;
    // How long a failure took says nothing of how much could be stored.
    if (one.failedBatches > 0) return;
    sums.invocations += 1;
    sums.records += one.records;
    sums.logged += one.logged;
    sums.deadLetters += one.deadLetters;
    sums.busyMs += one.busyMs;
    sums.maxMs = Math.max(sums.maxMs, one.busyMs);
    sums.sumRecordsSquared += one.records ** 2;
    sums.sumRecordsMs += one.records * one.busyMs;
    sums.largestRecords = Math.max(sums.largestRecords, one.records);
    for (const lagMs of one.lagsMs) {
      this.#lagSumMs += Math.max(0, lagMs);
      this.#lagMaxMs = Math.max(this.#lagMaxMs, lagMs);
    }
    this.#lags += one.lagsMs.length;
  }

  /** @returns undefined while it is too early for a row */
  take(): StoreData | undefined {
    const nowMs = this.#now();
    const intervalMs = nowMs - this.#sinceMs;
    if (intervalMs < MEASURE_EVERY_MS) return undefined;
    const data = {
      ...this.#sums,
      intervalMs,
      lagMs: this.#lags === 0 ? null : { mean: this.#lagSumMs / this.#lags, max: this.#lagMaxMs },
      concurrency: this.#concurrency,
    };
    this.#sums = nothing();
    this.#lagSumMs = 0;
    this.#lagMaxMs = 0;
    this.#lags = 0;
    this.#sinceMs = nowMs;
    return data;
  }
}
