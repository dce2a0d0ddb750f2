/** Why one datagram, looked at alone, is refused. */
export const REJECTION_REASONS = Object.freeze([
  'empty',
  'oversized',
  /** Inflates past the cap. */
  'bomb',
  'malformed_gzip',
  'malformed_chart',
  /** Not text: holds NUL or is mostly no UTF-8. A stray fragment whose beginning was lost ends here. */
  'binary',
] as const);

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Why datagrams that were taken for assembly are given up. */
export const ASSEMBLY_DROP_REASONS = Object.freeze([
  'fragment_expired',
  /** A new stream of the same source began before the old one ended. */
  'fragment_superseded',
  /** The network delivered the same fragment twice. */
  'fragment_duplicate',
  /** Put together, the parts are no gzip stream: one was lost or came out of order. */
  'fragment_malformed',
  'fragment_oversized',
  /** The oldest series gave way: too many or too large series were open. */
  'fragment_evicted',
  'chart_expired',
  'chart_duplicate',
  /** A block told another number of blocks than those before it. */
  'chart_restarted',
  'chart_oversized',
  'chart_evicted',
] as const);

export type AssemblyDropReason = (typeof ASSEMBLY_DROP_REASONS)[number];

export type DropReason = RejectionReason | AssemblyDropReason;

/** Every label that a dropped datagram can be counted under. */
export const DROP_REASONS: readonly DropReason[] = Object.freeze([
  ...REJECTION_REASONS,
  ...ASSEMBLY_DROP_REASONS,
]);

/** Told of each drop with the number of datagrams that it cost. */
export interface DropSink {
  dropped(reason: DropReason, datagrams: number): void;
}
