/**
 * By nearest rank.
 * @param percent from 0 to 100
 * @returns undefined of no values
 */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
