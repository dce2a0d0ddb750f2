import type { DropReason } from '../core/mooncmd/drop-reasons.ts';

/** Reasons of the task's own parts, beside those of the decoder. */
type TaskDropReason =
  | 'kernel'
  | 'queue_full'
  | 'source_rate'
  | 'spool_full'
  | 'record_too_large'
  | 'unknown_source'
  | 'send_failed';

/**
 * `lost`: good, but some room of ours was full; somebody has to act. `refused`: not ours, not readable, or a part of it never came.
 * `outbound`: a command that did not leave; no datagram of a terminal.
 */
type DropClass = 'lost' | 'refused' | 'outbound';

const DROP_CLASSES = {
  kernel: 'lost',
  queue_full: 'lost',
  source_rate: 'lost',
  spool_full: 'lost',
  record_too_large: 'lost',
  fragment_evicted: 'lost',
  chart_evicted: 'lost',

  unknown_source: 'refused',
  empty: 'refused',
  oversized: 'refused',
  bomb: 'refused',
  malformed_gzip: 'refused',
  malformed_chart: 'refused',
  binary: 'refused',
  fragment_expired: 'refused',
  fragment_superseded: 'refused',
  fragment_duplicate: 'refused',
  fragment_malformed: 'refused',
  fragment_oversized: 'refused',
  chart_expired: 'refused',
  chart_duplicate: 'refused',
  chart_restarted: 'refused',
  chart_oversized: 'refused',

  send_failed: 'outbound',
} as const satisfies Record<DropReason | TaskDropReason, DropClass>;

const CLASS_BY_REASON: ReadonlyMap<string, DropClass> = new Map(Object.entries(DROP_CLASSES));

/** A reason that the table does not know counts as lost: an alarm too many is better than a silent loss. */
export function sumOfClass(drops: Readonly<Record<string, number>>, wanted: DropClass): number {
  return Object.entries(drops)
    .filter(([reason]) => (CLASS_BY_REASON.get(reason) ?? 'lost') === wanted)
    .reduce((sum, [, count]) => sum + count, 0);
}
