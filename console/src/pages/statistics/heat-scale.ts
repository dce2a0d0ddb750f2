/** Steps of colour on each side of nothing. */
export const HEAT_STEPS = 4;

/**
 * How strong a colour a figure gets among others: from -4 (the largest loss) to 4 (the largest profit), by the square root of its share of the
 * largest, so that one great day does not make all others look empty. What is not nothing never looks like nothing.
 * @param largest largest absolute value of all
 */
export function heatStep(value: number, largest: number): number {
  if (value === 0 || largest === 0 || !Number.isFinite(value)) return 0;
  const share = Math.sqrt(Math.min(1, Math.abs(value) / largest));
  return Math.sign(value) * Math.max(1, Math.round(share * HEAT_STEPS));
}
