import type { Database } from '../../database/pool.ts';
import { SHARDS } from '../leases/shards.ts';

/** A row of `command_results` that this task alone may send. */
export interface ClaimedResult {
  /** The row's key; the time as PostgreSQL writes it, since a Date would lose its microseconds. */
  readonly createdAt: string;
  readonly runId: string;
  readonly terminalId: number;
  /** As typed. */
  readonly command: string;
  /** As sent: with the bot's name in front if the run asks for it. */
  readonly text: string;
  /** What is left until `expires_at`, by the database's clock. */
  readonly leftMs: number;
}

/**
 * Takes the rows of a run that wait and whose terminals are in these shards. A row is claimed once; terminals that were disabled or removed
 * since the run was made are settled as not sent.
 * @param claim unique for this call: whoever settles or gives back the rows has to name it
 */
export async function claimResults(
  database: Database,
  request: { readonly runId: string; readonly shards: readonly number[]; readonly claim: string },
): Promise<ClaimedResult[]> {
  if (request.shards.length === 0) return [];
  const { rows } = await database.query<{
    created_at: string;
    terminal_id: string;
    command: string;
    text: string;
    left_ms: string;
    state: string;
  }>(
    `with run as (
       select id, created_at, command, by_bot_name, expires_at from command_runs
        where id = $1 and settled_at is null and expires_at > clock_timestamp()
     ), due as (
       select r.created_at, r.run_id, r.terminal_id, run.command, run.expires_at,
              case when run.by_bot_name then coalesce(b.bot_name, t.name) || ':' else '' end || run.command as text,
              case when t.id is null or t.removed_at is not null then 'removed' when not t.enabled then 'disabled' end as reason
         from run
         join command_results r on r.created_at = run.created_at and r.run_id = run.id
         left join terminals t on t.id = r.terminal_id
         left join balances b on b.terminal_id = r.terminal_id
        where r.state = 'pending' and (r.terminal_id % ${SHARDS})::int = any($2::int[])
     )
     update command_results r
        set state = case when due.reason is null then 'claimed' else 'not-sent' end,
            reason = due.reason,
            settled_at = case when due.reason is not null then clock_timestamp() end,
            task = $3
       from due
      where r.created_at = due.created_at and r.run_id = due.run_id and r.terminal_id = due.terminal_id and r.state = 'pending'
     returning r.created_at::text, r.terminal_id::text, r.state, due.command, coalesce(due.text, '') as text,
               (extract(epoch from due.expires_at - clock_timestamp()) * 1000)::text as left_ms`,
    [request.runId, request.shards, request.claim],
  );
  return rows
    .filter(({ state }) => state === 'claimed')
    .map((row) => ({
      createdAt: row.created_at,
      runId: request.runId,
      terminalId: Number(row.terminal_id),
      command: row.command,
      text: row.text,
      leftMs: Number(row.left_ms),
    }));
}
