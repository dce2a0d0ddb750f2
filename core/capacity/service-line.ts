/** Sums over runs of a piece of work: x items and y ms of each. They add up over programs and over time. */
export interface WorkSums {
  readonly runs: number;
  readonly items: number;
  readonly ms: number;
  readonly itemsSquared: number;
  readonly itemsMs: number;
  /** Items of the largest run. */
  readonly largestItems: number;
}

/** What a run costs: once, and for each item. Neither is negative. */
export interface ServiceLine {
  readonly fixedMs: number;
  readonly perItemMs: number;
}

/**
 * The line y = a + b x through the runs by least squares: a program at little load spends most of its time on what each run costs, and items
 * per busy second would say that it can do hardly more.
 * @returns undefined when nothing was done in a time that can be measured
 */
export function fitServiceLine({
  runs,
  items,
  ms,
  itemsSquared,
  itemsMs,
}: WorkSums): ServiceLine | undefined {
  if (runs <= 0 || items <= 0 || ms <= 0) return undefined;
  // With runs of one size the line is not determined: then all of the time is the items'.
  const all = { fixedMs: 0, perItemMs: ms / items };
  const spread = runs * itemsSquared - items ** 2;
  if (spread <= 1e-9 * runs * itemsSquared) return all;
  const perItemMs = (runs * itemsMs - items * ms) / spread;
  const fixedMs = (ms - perItemMs * items) / runs;
  if (!(perItemMs > 0)) return all;
  if (fixedMs >= 0) return { fixedMs, perItemMs };
  return itemsMs > 0 ? { fixedMs: 0, perItemMs: itemsMs / itemsSquared } : all;
}

/**
 * What one item costs in a run of the largest size that was seen, ms: beyond it the line is a guess.
 * @returns undefined when nothing was measured
 */
export function itemMsAtLargest(sums: WorkSums): number | undefined {
  const line = fitServiceLine(sums);
  if (line === undefined || sums.largestItems <= 0) return undefined;
  return line.fixedMs / sums.largestItems + line.perItemMs;
}
