import type { RegionObservation } from '../aws/region-observations.ts';

export type Decision =
  | { readonly verdict: 'wait'; readonly reason: 'healthy' | 'never-seen-healthy' | 'not-long-enough' }
  | { readonly verdict: 'would-take-over'; readonly reason: 'unhealthy-too-long' };

/**
 * Says whether the standby should take over, by what it saw itself, without a gap, for the whole of the threshold.
 * @param thresholdMs of the stage; the clock begins at the first failure, not at the last success, which may be a gap away
 */
export function decide(observation: RegionObservation, nowMs: number, thresholdMs: number): Decision {
  const { unhealthySinceMs, lastHealthyAtMs } = observation;
  if (unhealthySinceMs === undefined) return { verdict: 'wait', reason: 'healthy' };
  // A pair whose primary is still being made, or whose name in the DNS is wrong: there is nothing to take over.
  if (lastHealthyAtMs === undefined) return { verdict: 'wait', reason: 'never-seen-healthy' };
  if (nowMs - unhealthySinceMs < thresholdMs) return { verdict: 'wait', reason: 'not-long-enough' };
  return { verdict: 'would-take-over', reason: 'unhealthy-too-long' };
}
