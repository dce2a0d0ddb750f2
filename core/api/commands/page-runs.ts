import type { Queryable } from '../../database/pool.ts';
import {
  listRunsOfFleet,
  listRunsOfTerminal,
  type Run,
  type TerminalRun,
} from '../../fleet/commands/read-runs.ts';
import { requireTerminal } from '../../fleet/terminals/find-terminal.ts';
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
  /** @default whichever terminals it went to */
  readonly terminalId: number | undefined;
  readonly after: RunPlace | undefined;
  readonly limit: number;
}

/**
 * Runs of several fleets as one history, the newest first: a page of each fleet, by its index, and of these the newest.
 * @throws FleetUnknownError, TerminalUnknownError
 */
export async function pageRuns(
  database: Queryable,
  { userId, fleetId, terminalId, after, limit }: RunsQuery,
): Promise<{ readonly runs: readonly Run[]; readonly next: RunPlace | undefined }> {
  const found: Run[] = [];
  let isMore = false;
  for (const id of await fleetsOf(database, userId, fleetId, terminalId)) {
    const page = await listRunsOfFleet(database, { userId, fleetId: id, terminalId, after, limit });
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

/** What one terminal was sent and said, the newest first. @throws TerminalUnknownError */
export async function pageTerminalRuns(
  database: Queryable,
  query: {
    readonly userId: number;
    readonly terminalId: number;
    readonly after: RunPlace | undefined;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly TerminalRun[]; readonly next: RunPlace | undefined }> {
  await requireTerminal(database, query.userId, query.terminalId, 'viewer');
  const { items, next } = await listRunsOfTerminal(database, query);
  const last = items.at(-1);
  return {
    items,
    next:
      next === undefined || last === undefined
        ? undefined
        : { createdAt: last.createdAt.toISOString(), id: last.runId },
  };
}

async function fleetsOf(
  database: Queryable,
  userId: number,
  fleetId: string | undefined,
  terminalId: number | undefined,
): Promise<readonly string[]> {
  if (terminalId !== undefined) {
    const place = await requireTerminal(database, userId, terminalId, 'viewer');
    return fleetId === undefined || fleetId === place.fleetId ? [place.fleetId] : [];
  }
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
