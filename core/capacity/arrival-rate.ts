import { percentile } from './percentile.ts';

/** What one task heard in a time. */
export interface Arrivals {
  /** End of the time. */
  readonly atMs: number;
  readonly intervalMs: number;
  readonly messages: number;
  /** Terminals on-line that the task owns. */
  readonly online: number;
}

export interface ArrivalRate {
  /** Messages a second and on-line terminal. */
  readonly perTerminal: { readonly median: number; readonly p95: number };
  /** Messages a second of all terminals. */
  readonly total: { readonly median: number; readonly p95: number };
}

const BUCKET_MS = 30_000;

/**
 * How much terminals say, in half minutes over all tasks. Half minutes without a terminal on-line tell nothing of a terminal.
 * @returns undefined when there is none with
 */
export function measureArrivals(rows: readonly Arrivals[]): ArrivalRate | undefined {
  const buckets = new Map<number, Arrivals[]>();
  for (const row of rows) {
    const bucket = Math.floor(row.atMs / BUCKET_MS);
    const known = buckets.get(bucket);
    if (known === undefined) buckets.set(bucket, [row]);
    else known.push(row);
  }
  const perTerminal: number[] = [];
  const total: number[] = [];
  for (const bucket of buckets.values()) {
    const measuredMs = bucket.reduce((sum, { intervalMs }) => sum + intervalMs, 0);
    const messages = bucket.reduce((sum, row) => sum + row.messages, 0);
    const onlineMs = bucket.reduce((sum, { online, intervalMs }) => sum + online * intervalMs, 0);
    if (onlineMs <= 0) continue;
    perTerminal.push((messages / onlineMs) * 1_000);
    // Tasks beside each other measure the same half minute; one after the other, parts of it.
    total.push(
      (messages / Math.min(measuredMs, Math.max(BUCKET_MS, ...bucket.map((one) => one.intervalMs)))) * 1_000,
    );
  }
  const [median, p95] = [percentile(perTerminal, 50), percentile(perTerminal, 95)];
  const [totalMedian, totalP95] = [percentile(total, 50), percentile(total, 95)];
  if (median === undefined || p95 === undefined || totalMedian === undefined || totalP95 === undefined)
    return undefined;
  return { perTerminal: { median, p95 }, total: { median: totalMedian, p95: totalP95 } };
}
