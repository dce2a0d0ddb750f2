import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import type { Follow } from './run-request.ts';

/** A run as its sender needs it. */
export interface DispatchedRun {
  readonly id: string;
  readonly command: string;
  readonly target: string;
  readonly requestedBy: number | null;
  readonly follow: Follow | undefined;
  readonly undoOf: string | undefined;
  readonly nextRunId: string | undefined;
  /** Nobody began in time. */
  readonly isTooLate: boolean;
  readonly isSettled: boolean;
  readonly isTold: boolean;
}

const followSchema = z.object({
  bot: z.string().min(1),
  chatId: z.int(),
  messageId: z.int().optional(),
  language: z.enum(['en', 'ru']),
});

const rowSchema = z.object({
  id: z.uuid(),
  command: z.string(),
  target: z.string(),
  requested_by: z.coerce.number().int().nullable(),
  // Who cannot be shown the progress still gets the command sent.
  follow: followSchema.nullable().catch(null),
  undo_of: z.string().nullable(),
  next_run_id: z.string().nullable(),
  expires_at: z.date().nullable(),
  settled_at: z.date().nullable(),
  told_at: z.date().nullable(),
});

/**
 * Begins a run: from now on its time runs. Called again it changes nothing, however often it is delivered. All times are the database's, as
 * the tasks that claim its rows have it.
 * @returns undefined when there is no such run
 */
export async function dispatchRun(database: Database, runId: string): Promise<DispatchedRun | undefined> {
  await database.query(
    `update command_runs set expires_at = clock_timestamp() + make_interval(secs => timeout_ms / 1000.0)
      where id = $1 and expires_at is null and settled_at is null and send_by >= clock_timestamp()`,
    [runId],
  );
  return readRun(database, runId);
}

export async function readRun(database: Database, runId: string): Promise<DispatchedRun | undefined> {
  const { rows } = await database.query(
    `select id, command, target, requested_by::text, follow, undo_of, next_run_id, expires_at, settled_at, told_at
       from command_runs where id = $1`,
    [runId],
  );
  if (rows.length === 0) return undefined;
  const row = rowSchema.parse(rows[0]);
  return {
    id: row.id,
    command: row.command,
    target: row.target,
    requestedBy: row.requested_by,
    follow: row.follow ?? undefined,
    undoOf: row.undo_of ?? undefined,
    nextRunId: row.next_run_id ?? undefined,
    isTooLate: row.expires_at === null && row.settled_at === null,
    isSettled: row.settled_at !== null,
    isTold: row.told_at !== null,
  };
}

/** Whether the time of a run, and what a task needs to report after it, is over. */
export async function isOverdue(database: Database, runId: string): Promise<boolean> {
  const { rows } = await database.query<{ is_over: boolean }>(
    `select clock_timestamp() > expires_at + interval '1 second' as is_over from command_runs where id = $1`,
    [runId],
  );
  return rows[0]?.is_over === true;
}

/** The message that a sender made, so that the next one edits it. */
export async function keepProgressMessage(
  database: Database,
  runId: string,
  messageId: number,
): Promise<void> {
  await database.query(
    `update command_runs set follow = follow || jsonb_build_object('messageId', $2::bigint)
      where id = $1 and follow is not null and not follow ? 'messageId'`,
    [runId, messageId],
  );
}

/** @returns false when another execution had said so before */
export async function markTold(database: Database, runId: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'update command_runs set told_at = clock_timestamp() where id = $1 and told_at is null',
    [runId],
  );
  return rowCount === 1;
}

/** Nobody follows a run that is over for so long. */
const ABANDONED_AFTER = "interval '15 seconds'";

/** Open runs whose time is over and whose sender died for good, or was never told of them; the oldest first. */
export async function findAbandonedRuns(database: Database, limit: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select id from command_runs
      where settled_at is null and coalesce(expires_at, send_by) < clock_timestamp() - ${ABANDONED_AFTER}
      order by created_at limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}
