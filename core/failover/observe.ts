import type { RegionObservation } from '../aws/region-observations.ts';

/**
 * Two runs that never came. A longer silence is the observer's own: what the region did meanwhile nobody saw, so it does not count as
 * being away.
 */
export const MAX_GAP_MS = 3 * 60_000;

/** Adds one answer to what is known of a region. */
export function observe(
  previous: RegionObservation | undefined,
  isHealthy: boolean,
  nowMs: number,
): RegionObservation {
  if (isHealthy)
    return {
      observedAtMs: nowMs,
      lastHealthyAtMs: nowMs,
      unhealthySinceMs: undefined,
      consecutiveFailures: 0,
    };
  const isContinued = previous !== undefined && nowMs - previous.observedAtMs <= MAX_GAP_MS;
  return {
    observedAtMs: nowMs,
    lastHealthyAtMs: previous?.lastHealthyAtMs,
    unhealthySinceMs: (isContinued ? previous.unhealthySinceMs : undefined) ?? nowMs,
    consecutiveFailures: isContinued ? previous.consecutiveFailures + 1 : 1,
  };
}
