/**
 * At most about `max` of the points, the highs and lows among them: of each of `max / 2` equal parts its lowest and its highest, in the order
 * in which they came. A curve drawn of them looks as the whole one does.
 */
export function thinSeries<T>(
  points: readonly T[],
  max: number,
  valueOf: (point: T) => number,
): readonly T[] {
  if (points.length <= max) return points;
  const parts = Math.max(1, Math.floor(max / 2));
  const kept: T[] = [];
  for (let part = 0; part < parts; part += 1) {
    const from = Math.floor((part * points.length) / parts);
    const to = Math.floor(((part + 1) * points.length) / parts);
    let low = from;
    let high = from;
    for (let index = from; index < to; index += 1) {
      const value = valueAt(points, index, valueOf);
      if (value < valueAt(points, low, valueOf)) low = index;
      if (value > valueAt(points, high, valueOf)) high = index;
    }
    for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      const point = points[index];
      if (point !== undefined) kept.push(point);
    }
  }
  return kept;
}

function valueAt<T>(points: readonly T[], index: number, valueOf: (point: T) => number): number {
  const point = points[index];
  return point === undefined ? Number.NaN : valueOf(point);
}
