import type { Queryable } from '../../database/pool.ts';
import type { StoreMeasurer } from '../../measurements/store-measurer.ts';
import { writeMeasurement } from '../../measurements/write-measurement.ts';
import type { ConsumeResult } from './consume-records.ts';

/** With less time left no row is written: the answer to SQS comes first. */
const RESERVE_MS = 4_000;

export interface StoringMeasured {
  readonly measurer: StoreMeasurer;
  /** Of this container. */
  readonly instance: string;
  readonly database: Queryable;
  readonly remainingMs: () => number;
}

/** Adds an invocation, and writes a row when it is time and the database has just answered. */
export async function measureStoring(
  { measurer, instance, database, remainingMs }: StoringMeasured,
  { outcome, batches, failedMessageIds, committedAtMs }: ConsumeResult,
  busyMs: number,
): Promise<void> {
  measurer.add({
    batches,
    failedBatches: failedMessageIds.length,
    records: outcome.stored,
    logged: outcome.logged,
    deadLetters: outcome.deadLetters.length,
    busyMs,
    lagsMs: outcome.receivedAtMs.map((receivedAtMs) => committedAtMs - receivedAtMs),
  });
  if (failedMessageIds.length > 0 || remainingMs() < RESERVE_MS) return;
  const data = measurer.take();
  if (data !== undefined)
    await writeMeasurement(database, { source: 'store', instance, measuredAt: new Date(), data });
}
