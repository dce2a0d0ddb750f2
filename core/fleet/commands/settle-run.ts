import { type Database, inTransaction, type Queryable, type Session } from '../../database/pool.ts';
import { SEND_WITHIN_SECONDS } from './request-run.ts';
import type { ResultState, RunCounts } from './result-states.ts';

/**
 * Why a run or a row was not sent, as far as it is said here: `no-task` took it in time, `too-late` to begin, `not-announced` to the sender,
 * `line-before` was not sent to anybody. What tasks say: `lane-contract.ts`, `claim-results.ts`.
 */
export type UnsentReason = 'no-task' | 'too-late' | 'not-announced' | 'line-before';

export interface SettledRun {
  readonly counts: RunCounts;
  /** From the request to the last answer or the end, ms. */
  readonly durationMs: number;
  /** To be sent now. */
  readonly nextRunId: string | undefined;
}

/** Of a command and of its target: the whole of both is in the run. */
const AUDITED_CHARS = 200;

/**
 * Ends a run whose time is over: what no task took was not sent, what one took and did not report has timed out. Writes the audit row, and
 * lets the next line of a preset go, unless this one reached nobody: then a line that builds on it must not go either.
 * @returns undefined when it was settled before
 */
export async function settleRun(database: Database, runId: string): Promise<SettledRun | undefined> {
  return inTransaction(database, async (session) => {
    const isOpen = await closeRun(session, runId, 'expires_at is not null');
    return isOpen ? finish(session, runId, 'no-task') : undefined;
  });
}

/**
 * Ends a run that nobody began to send, and those that wait for it.
 * @returns false when somebody has begun, or it was settled before: nothing was changed
 */
export async function settleUnsent(
  database: Database,
  runId: string,
  reason: UnsentReason,
): Promise<boolean> {
  return inTransaction(database, async (session) => {
    const isOpen = await closeRun(session, runId, 'expires_at is null');
    if (isOpen) await finish(session, runId, reason);
    return isOpen;
  });
}

async function closeRun(session: Session, runId: string, condition: string): Promise<boolean> {
  const { rowCount } = await session.query(
    `update command_runs set settled_at = clock_timestamp() where id = $1 and settled_at is null and ${condition}`,
    [runId],
  );
  return rowCount === 1;
}

async function finish(session: Session, runId: string, reason: UnsentReason): Promise<SettledRun> {
  await session.query(
    `update command_results r
        set state = case r.state when 'pending' then 'not-sent' else 'timed-out' end,
            reason = case r.state when 'pending' then $2 else 'no-report' end,
            settled_at = clock_timestamp()
       from command_runs run
      where run.id = $1 and r.created_at = run.created_at and r.run_id = run.id and r.state in ('pending', 'claimed')`,
    [runId, reason],
  );
  const { counts, lastAt } = await countRun(session, runId);
  // Of five counts most are zero, and say nothing to who reads the record.
  const seen = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const wasSent = counts.answered + counts.refused + counts['timed-out'] > 0;
  const { rows } = await session.query<{ created_at: Date; next_run_id: string | null }>(
    `with run as (select * from command_runs where id = $1), written as (
       insert into audit (actor_id, source, address, action, fleet_id, subject, outcome)
       select requested_by, source, address, 'command', fleet_id,
              jsonb_build_object('command', left(command, ${AUDITED_CHARS}), 'target', left(target, ${AUDITED_CHARS})) || $2::jsonb, $3 from run
     )
     select created_at, next_run_id from run`,
    [runId, JSON.stringify({ runId, ...seen }), wasSent ? 'done' : 'failed'],
  );
  const [run] = rows;
  if (run === undefined) throw new Error('a run that was closed is not there');
  const nextRunId = run.next_run_id ?? undefined;
  if (nextRunId !== undefined) await releaseNext(session, nextRunId, wasSent);
  return {
    counts,
    durationMs: (lastAt ?? run.created_at).getTime() - run.created_at.getTime(),
    nextRunId: wasSent ? nextRunId : undefined,
  };
}

async function releaseNext(session: Session, nextRunId: string, mayGo: boolean): Promise<void> {
  if (mayGo) {
    await session.query(
      `update command_runs set send_by = clock_timestamp() + make_interval(secs => $2) where id = $1 and send_by is null`,
      [nextRunId, SEND_WITHIN_SECONDS],
    );
    return;
  }
  if (await closeRun(session, nextRunId, 'expires_at is null'))
    await finish(session, nextRunId, 'line-before');
}

export interface CountedRun {
  readonly counts: RunCounts;
  /** Of those that are pending: no task has taken them. */
  readonly untaken: number;
  /** When the newest of them was settled. */
  readonly lastAt: Date | undefined;
}

export async function countRun(database: Queryable, runId: string): Promise<CountedRun> {
  const { rows } = await database.query<{
    state: ResultState | 'claimed';
    count: number;
    last_at: Date | null;
  }>(
    `select r.state, count(*)::int as count, max(r.settled_at) as last_at
       from command_runs run join command_results r on r.created_at = run.created_at and r.run_id = run.id
      where run.id = $1 group by r.state`,
    [runId],
  );
  const counts = { answered: 0, refused: 0, 'timed-out': 0, 'not-sent': 0, pending: 0 };
  let lastAt: Date | undefined;
  for (const { state, count, last_at: at } of rows) {
    counts[state === 'claimed' ? 'pending' : state] += count;
    if (at !== null && (lastAt === undefined || at > lastAt)) lastAt = at;
  }
  return { counts, lastAt, untaken: rows.find(({ state }) => state === 'pending')?.count ?? 0 };
}
