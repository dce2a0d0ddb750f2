/** Values at moments, in the order of time. */
export interface TimedValues {
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

export interface AlignedValues {
  /** Every moment of any of them, once, ascending. */
  readonly timesMs: readonly number[];
  /** By series: a value a moment, null where it has none. */
  readonly columns: readonly (readonly (number | null)[])[];
}

/**
 * Puts series of different moments on one axis.
 * @param carried numbers of the series whose value holds until their next one, such as a price; between its first and its last moment it has one everywhere
 */
export function alignSeries(series: readonly TimedValues[], carried: ReadonlySet<number>): AlignedValues {
  const timesMs = [...new Set(series.flatMap(({ timesMs: times }) => [...times]))].sort(
    (left, right) => left - right,
  );
  const columns = series.map((one, index) => {
    const byTime = new Map(one.timesMs.map((atMs, at) => [atMs, one.values[at] ?? null]));
    const lastMs = one.timesMs.at(-1) ?? Number.NEGATIVE_INFINITY;
    let before: number | null = null;
    return timesMs.map((atMs) => {
      const value = byTime.get(atMs) ?? null;
      if (!carried.has(index)) return value;
      before = value ?? before;
      return atMs <= lastMs ? before : null;
    });
  });
  return { timesMs, columns };
}

/** Lowest and highest of all; undefined without any. */
export function boundsOf(values: readonly number[]): { low: number; high: number } | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? undefined : { low, high };
}
