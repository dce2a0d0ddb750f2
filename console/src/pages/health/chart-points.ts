/** A gap of so many steps is one in which nothing was measured. */
const GAP_STEPS = 3;

/** Points as a chart takes them; where nothing was measured the line is broken rather than drawn across. */
export function chartPoints(
  points: readonly { readonly at: string; readonly value: number }[],
  stepSeconds: number,
): { readonly x: readonly number[]; readonly values: readonly (number | null)[] } {
  const x: number[] = [];
  const values: (number | null)[] = [];
  const gapMs = stepSeconds * GAP_STEPS * 1_000;
  for (const { at, value } of points) {
    const atMs = Date.parse(at);
    const before = x.at(-1);
    if (before !== undefined && atMs - before > gapMs) {
      x.push(before + stepSeconds * 1_000);
      values.push(null);
    }
    x.push(atMs);
    values.push(value);
  }
  return { x, values };
}
