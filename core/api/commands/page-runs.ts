import type { Queryable } from '../../database/pool.ts';
import { listRunsOfFleet, type Run } from '../../fleet/commands/read-runs.ts';
import { listMemberships, requireRole } from '../../fleet/terminals/fleets.ts';

/** Where a page ends. A run's time has whole milliseconds, so a Date holds it. */
export interface RunPlace {
  readonly createdAt: string;
  readonly id: string;
}

export interface RunsQuery {
  readonly userId: number;
  /** @default all fleets that the person is in */
  readonly fleetId: string | undefined;
  readonly after: RunPlace | undefined;
  readonly limit: number;
}

/**
 * Runs of several fleets as one history, the newest first: a page of each fleet, by its index, and of these the newest.
 * @throws FleetUnknownError
 */
export async function pageRuns(
  database: Queryable,
  { userId, fleetId, after, limit }: RunsQuery,
): Promise<{ readonly runs: readonly Run[]; readonly next: RunPlace | undefined }> {
  const found: Run[] = [];
  let isMore = false;
  for (const id of await fleetsOf(database, userId, fleetId)) {
    const page = await listRunsOfFleet(database, { userId, fleetId: id, after, limit });
    found.push(...page.items);
    isMore ||= page.next !== undefined;
  }
  found.sort(newestFirst);
  const runs = found.slice(0, limit);
  const last = runs.at(-1);
  isMore ||= found.length > limit;
  return {
    runs,
    next: isMore && last !== undefined ? { createdAt: last.createdAt.toISOString(), id: last.id } : undefined,
  };
}

async function fleetsOf(
  database: Queryable,
  userId: number,
  fleetId: string | undefined,
): Promise<readonly string[]> {
  if (fleetId === undefined) return (await listMemberships(database, userId)).map((one) => one.fleetId);
  await requireRole(database, userId, fleetId, 'viewer');
  return [fleetId];
}

/** As PostgreSQL sorts them: a UUID's text and its bytes sort alike. */
function newestFirst(one: Run, other: Run): number {
  const byTime = other.createdAt.getTime() - one.createdAt.getTime();
  if (byTime !== 0) return byTime;
  return one.id < other.id ? 1 : -1;
}
