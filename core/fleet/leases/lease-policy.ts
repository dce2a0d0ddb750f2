/** Times of the leases, in milliseconds; each task measures them on its own monotonic clock. docs/adr/0010-leases.md */
export interface LeasePolicy {
  /** A session that was not renewed for so long, as seen by another task, may be ended by it. */
  readonly leaseMs: number;
  /** The holder stops this much earlier: clocks that run at different speeds, and datagrams that are already on their way. */
  readonly marginMs: number;
  readonly renewMs: number;
  readonly lookMs: number;
  /** A task that was never seen to renew counts for so long: it may have just come, or be what a lost answer left. */
  readonly newcomerMs: number;
}

export const LEASE_POLICY: LeasePolicy = Object.freeze({
  leaseMs: 15_000,
  marginMs: 1_000,
  renewMs: 3_000,
  lookMs: 1_000,
  newcomerMs: 7_000,
});
