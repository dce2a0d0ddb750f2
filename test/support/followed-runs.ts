import { randomUUID } from 'node:crypto';
import type { RunFollower } from '../../core/fleet/commands/follow-run.ts';
import { findRun, listResults, type TerminalResult } from '../../core/fleet/commands/read-runs.ts';
import { requestRun } from '../../core/fleet/commands/request-run.ts';
import type { RunRequest } from '../../core/fleet/commands/run-request.ts';
import { type CommandFleet, requestTo, testFollower } from './command-fleet.ts';
import type { TestDatabase } from './test-database.ts';

/** Runs of commands on a database, and what became of them. */
export function followedRuns(store: Pick<TestDatabase, 'database' | 'rows'>) {
  const resultsOf = async ({ owner }: CommandFleet, runId: string): Promise<readonly TerminalResult[]> =>
    (await listResults(store.database, { userId: owner, runId, limit: 500 })).items;
  return {
    /** @returns the run's id */
    requested: async (fleet: CommandFleet, change: Partial<RunRequest> = {}): Promise<string> =>
      (await requestRun(store.database, requestTo(fleet, change), randomUUID)).runId,
    /** Terminal by terminal, as the reasons are. */
    statesOf: async (fleet: CommandFleet, runId: string): Promise<TerminalResult['state'][]> =>
      (await resultsOf(fleet, runId)).map(({ state }) => state),
    reasonsOf: async (fleet: CommandFleet, runId: string): Promise<(string | null)[]> =>
      (await resultsOf(fleet, runId)).map(({ reason }) => reason),
    isSettled: async ({ owner }: CommandFleet, runId: string): Promise<boolean> =>
      (await findRun(store.database, owner, runId))?.settledAt !== null,
    follower: (change: Partial<RunFollower> = {}) => testFollower(store.database, change),
    /** The run's time is over, as if it had been dispatched long ago. */
    passTime: (runId: string) =>
      store.rows(
        `update command_runs set expires_at = expires_at - interval '1 minute', send_by = send_by - interval '2 minutes' where id = $1`,
        [runId],
      ),
  };
}
