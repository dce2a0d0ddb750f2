import type { Queryable } from '../../database/pool.ts';
import { type Measured, readMeasurements } from '../../measurements/read-measurements.ts';
import type { MeasurementSource } from '../../measurements/sources.ts';

/** What rates and capacity are made of. */
export const WINDOW_MS = 15 * 60_000;

/** Who wrote no row for three times their interval is gone. */
const LIVING_MS = 35_000;
const SYSTEM_LIVING_MS = 3 * 60_000 + 5_000;

/** Rows of the last 15 minutes, oldest first. */
export interface Recent {
  readonly now: Date;
  readonly ingest: readonly Measured<'ingest'>[];
  readonly store: readonly Measured<'store'>[];
  readonly live: readonly Measured<'live'>[];
  readonly system: readonly Measured<'system'>[];
}

export async function readRecent(database: Queryable, now: Date): Promise<Recent> {
  const since = new Date(now.getTime() - WINDOW_MS);
  return {
    now,
    ingest: await readMeasurements(database, 'ingest', since),
    store: await readMeasurements(database, 'store', since),
    live: await readMeasurements(database, 'live', since),
    system: await readMeasurements(database, 'system', since),
  };
}

/** The newest row of each run that still writes. */
export function livingOf<Source extends MeasurementSource>(
  rows: readonly Measured<Source>[],
  now: Date,
): Measured<Source>[] {
  const newest = new Map(rows.map((row) => [row.instance, row]));
  return [...newest.values()].filter(({ measuredAt }) => now.getTime() - measuredAt.getTime() <= LIVING_MS);
}

/** Undefined when it is older than three minutes. */
export function newestSystem({ system, now }: Recent): Measured<'system'> | undefined {
  const newest = system.at(-1);
  return newest !== undefined && now.getTime() - newest.measuredAt.getTime() <= SYSTEM_LIVING_MS
    ? newest
    : undefined;
}

export function sumOf<Row>(rows: readonly Row[], pick: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + pick(row), 0);
}

/** @returns null of nothing by nothing */
export function quotient(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Null as long as one of them is. */
export function sumOrNull<Row>(rows: readonly Row[], pick: (row: Row) => number | null): number | null {
  if (rows.length === 0) return null;
  return rows.reduce<number | null>((sum, row) => {
    const value = pick(row);
    return sum === null || value === null ? null : sum + value;
  }, 0);
}

/** To so many decimals. */
export function rounded(value: number, decimals?: number): number;
export function rounded(value: number | null, decimals?: number): number | null;
export function rounded(value: number | null, decimals = 2): number | null {
  if (value === null) return null;
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}

export const NO_TASK =
  'No ingest task has measured itself in the last 35 s: none runs, or it cannot reach the database.';
