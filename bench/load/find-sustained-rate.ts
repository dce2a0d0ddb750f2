export interface SustainedRateOptions {
  /** Where the search begins; the nearer, the fewer probes. */
  readonly startPerS: number;
  /** The answer is found when the lowest failed rate is at most this factor above it. */
  readonly tolerance: number;
  /** Rates that are tried. */
  readonly maxProbes: number;
  /** A rate fails only when it fails this often in a row: a shared machine is sometimes busy with something else. @default 1 */
  readonly triesPerRate?: number;
}

export interface SustainedRate<T> {
  /** The probe of the highest rate that held; `undefined` when none did. */
  readonly best: T | undefined;
  /** 0 when no rate held. */
  readonly ratePerS: number;
  /** Every probe in the order made. */
  readonly probes: readonly { readonly ratePerS: number; readonly holds: boolean; readonly result: T }[];
}

const GROWTH = 1.5;

/**
 * Finds the highest rate that holds: grows (or shrinks) by half until one rate holds and a higher one does not, then halves the
 * interval between them.
 */
export async function findSustainedRate<T>(
  probe: (ratePerS: number) => Promise<{ readonly holds: boolean; readonly result: T }>,
  { startPerS, tolerance, maxProbes, triesPerRate = 1 }: SustainedRateOptions,
): Promise<SustainedRate<T>> {
  const probes: { ratePerS: number; holds: boolean; result: T }[] = [];
  let held: { ratePerS: number; result: T } | undefined;
  let failedPerS = Infinity;
  let ratePerS = startPerS;
  while (probes.length < maxProbes) {
    let { holds, result } = await probe(Math.round(ratePerS));
    for (let tries = 1; !holds && tries < triesPerRate; tries += 1)
      ({ holds, result } = await probe(Math.round(ratePerS)));
    probes.push({ ratePerS: Math.round(ratePerS), holds, result });
    if (holds) held = { ratePerS: Math.round(ratePerS), result };
    else failedPerS = ratePerS;

    if (held === undefined) ratePerS = failedPerS / GROWTH;
    else if (failedPerS === Infinity) ratePerS = held.ratePerS * GROWTH;
    else if (failedPerS / held.ratePerS <= tolerance) break;
    else ratePerS = (held.ratePerS + failedPerS) / 2;
  }
  return { best: held?.result, ratePerS: held?.ratePerS ?? 0, probes };
}
