import { findSustainedRate } from '../load/find-sustained-rate.ts';
import type { LoadResult, StackUnderLoad } from './stack-under-load.ts';

/** A rate is sustained when nothing is lost and the last row is committed this soon after the last datagram. */
const DRAIN_LIMIT_MS = 1_000;

/** A sender that did not keep its rate proves nothing about the receiver. */
const ACHIEVED_SHARE = 0.97;

export interface FoundRate {
  readonly perS: number;
  readonly best: LoadResult | undefined;
}

/** Finds the highest rate that the stack sustains, from datagram to committed row. */
export async function findRate(
  load: StackUnderLoad,
  options: {
    readonly style: 'plain' | 'gzip';
    readonly startPerS: number;
    readonly seconds: number;
    readonly maxProbes: number;
  },
  onProbe: (result: LoadResult, holds: boolean) => void,
): Promise<FoundRate> {
  const found = await findSustainedRate(
    async (ratePerS) => {
      const result = await load.run({ ratePerS, seconds: options.seconds, style: options.style });
      const holds =
        result.lost === 0 &&
        result.drainMs <= DRAIN_LIMIT_MS &&
        result.achievedPerS >= ratePerS * ACHIEVED_SHARE;
      onProbe(result, holds);
      return { holds, result };
    },
    { startPerS: options.startPerS, tolerance: 1.06, maxProbes: options.maxProbes, triesPerRate: 2 },
  );
  return { perS: found.ratePerS, best: found.best };
}
