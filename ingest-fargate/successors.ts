import type { LeaseTable, ShardRow } from '../core/aws/lease-table.ts';
import type { Clock } from '../core/fleet/leases/clock.ts';

export interface SuccessorWait {
  readonly table: Pick<LeaseTable, 'read'>;
  readonly clock: Clock;
  readonly lookMs: number;
  readonly limitMs: number;
}

/**
 * Waits until living tasks own all of these shards, which this task has left. Terminals push to whoever spoke last, so until then they
 * still push here.
 * @returns false when the limit passed: nobody may be coming
 */
export async function waitForSuccessors(
  shards: ReadonlySet<number>,
  { table, clock, lookMs, limitMs }: SuccessorWait,
): Promise<boolean> {
  const never = new AbortController().signal;
  const deadlineMs = clock.nowMs() + limitMs;
  while (clock.nowMs() < deadlineMs) {
    const rows = await table.read().catch(() => undefined);
    if (rows !== undefined) {
      const living = new Set(rows.tasks.map(({ task }) => task));
      const isTaken = ({ owner }: ShardRow): boolean => owner !== undefined && living.has(owner);
      const taken = new Set(rows.shards.filter(isTaken).map(({ shard }) => shard));
      if ([...shards].every((shard) => taken.has(shard))) return true;
    }
    await clock.sleep(lookMs, never);
  }
  return false;
}
