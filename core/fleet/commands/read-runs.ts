import type { Queryable } from '../../database/pool.ts';
import * as z from 'zod';
import { RESULT_STATES, type RunCounts } from './result-states.ts';

/** A run as people see it: who sent what to whom, when and from where, and what came of it. */
export interface Run {
  readonly id: string;
  readonly fleetId: string;
  /** Telegram's id; null: the system. */
  readonly requestedBy: number | null;
  /** Null: of the system, or of somebody who is forgotten. */
  readonly requestedByName: string | null;
  readonly source: 'telegram' | 'api' | 'system';
  /** As `targets.ts` labels it. */
  readonly target: string;
  readonly command: string;
  readonly byBotName: boolean;
  readonly timeoutMs: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly settledAt: Date | null;
  readonly undoOf: string | null;
  /** The next line of a preset. */
  readonly nextRunId: string | null;
  readonly counts: RunCounts;
}

export interface TerminalResult {
  readonly terminalId: number;
  /** Null: the terminal was deleted. */
  readonly name: string | null;
  readonly state: (typeof RESULT_STATES)[number];
  readonly reply: string | null;
  readonly replyDatagrams: number | null;
  /** Why it was not sent, or what the reply lacks. */
  readonly reason: string | null;
  readonly sentAt: Date | null;
  readonly settledAt: Date | null;
}

/** Where a page ends; given back to get the next one. */
export interface RunCursor {
  readonly createdAt: string;
  readonly id: string;
}

export interface Page<T, C> {
  readonly items: readonly T[];
  /** Undefined: there is no more. */
  readonly next: C | undefined;
}

export const MAX_PAGE = 500;

const count = z.number().int();
const runRow = z.object({
  id: z.uuid(),
  fleet_id: z.string(),
  requested_by: z.coerce.number().int().nullable(),
  requested_by_name: z.string().nullable(),
  source: z.enum(['telegram', 'api', 'system']),
  target: z.string(),
  command: z.string(),
  by_bot_name: z.boolean(),
  timeout_ms: count,
  created_at: z.date(),
  cursor_at: z.string(),
  expires_at: z.date().nullable(),
  settled_at: z.date().nullable(),
  undo_of: z.string().nullable(),
  next_run_id: z.string().nullable(),
  answered: count,
  refused: count,
  timed_out: count,
  not_sent: count,
  pending: count,
});
type RunRow = z.infer<typeof runRow>;

const RUN_COLUMNS = `run.id, run.fleet_id::text, run.requested_by::text, coalesce(u.first_name, u.username) as requested_by_name, run.source,
  run.target, run.command, run.by_bot_name, run.timeout_ms, run.created_at, run.created_at::text as cursor_at, run.expires_at, run.settled_at,
  run.undo_of, run.next_run_id, counted.*`;

const COUNTED = `left join users u on u.id = run.requested_by
  cross join lateral (
    select count(*) filter (where r.state = 'answered')::int as answered,
           count(*) filter (where r.state = 'refused')::int as refused,
           count(*) filter (where r.state = 'timed-out')::int as timed_out,
           count(*) filter (where r.state = 'not-sent')::int as not_sent,
           count(*) filter (where r.state in ('pending', 'claimed'))::int as pending
      from command_results r where r.created_at = run.created_at and r.run_id = run.id
  ) as counted`;

/** Any member of the fleet may see what was sent to it. */
const SEEN_BY = `exists (select 1 from fleet_members m where m.fleet_id = run.fleet_id and m.user_id = $1)`;

/** @returns undefined for a run that is not there, and for one of another's fleet */
export async function findRun(database: Queryable, userId: number, runId: string): Promise<Run | undefined> {
  if (!z.uuid().safeParse(runId).success) return undefined;
  const { rows } = await database.query(
    `select ${RUN_COLUMNS} from command_runs run ${COUNTED} where run.id = $2 and ${SEEN_BY}`,
    [userId, runId],
  );
  return rows.length === 0 ? undefined : toRun(runRow.parse(rows[0]));
}

export interface ResultQuery {
  readonly userId: number;
  readonly runId: string;
  /** @default all */
  readonly states?: readonly TerminalResult['state'][];
  /** Terminals with an id above this: the `next` of the page before. */
  readonly after?: number | undefined;
  /** Up to 500. */
  readonly limit: number;
}

/** The results of a run, by terminal; none of another's. */
export async function listResults(
  database: Queryable,
  { userId, runId, states = RESULT_STATES, after = 0, limit }: ResultQuery,
): Promise<Page<TerminalResult, number>> {
  const size = pageSize(limit);
  // A row that a task has taken is still to be answered: people are told `pending`.
  const stored = states.flatMap((state) => (state === 'pending' ? ['pending', 'claimed'] : [state]));
  const { rows } = await database.query(
    `select r.terminal_id::text, t.name, r.state, r.reply, r.reply_datagrams, r.reason, r.sent_at, r.settled_at
       from command_runs run
       join command_results r on r.created_at = run.created_at and r.run_id = run.id
       left join terminals t on t.id = r.terminal_id
      where run.id = $2 and ${SEEN_BY} and r.state = any($3) and r.terminal_id > $4
      order by r.terminal_id limit $5`,
    [userId, runId, stored, after, size + 1],
  );
  const results = z.array(resultRow).parse(rows);
  return {
    items: results.slice(0, size).map(toResult),
    next: results.length > size ? results[size - 1]?.terminal_id : undefined,
  };
}

export interface RunQuery {
  readonly userId: number;
  readonly after?: RunCursor | undefined;
  /** Up to 500. */
  readonly limit: number;
}

/** What was sent to a fleet, the newest first; nothing of another's. */
export async function listRunsOfFleet(
  database: Queryable,
  {
    userId,
    fleetId,
    terminalId,
    after,
    limit,
  }: RunQuery & {
    readonly fleetId: string;
    /** @default whichever terminals it went to */
    readonly terminalId?: number | undefined;
  },
): Promise<Page<Run, RunCursor>> {
  const size = pageSize(limit);
  const { rows } = await database.query(
    `select ${RUN_COLUMNS} from command_runs run ${COUNTED}
      where run.fleet_id = $2 and ${SEEN_BY}
        and ($3::timestamptz is null or (run.created_at, run.id) < ($3::timestamptz, $4::uuid))
        and ($6::bigint is null or run.id in (select r.run_id from command_results r where r.terminal_id = $6))
      order by run.created_at desc, run.id desc limit $5`,
    [userId, fleetId, after?.createdAt ?? null, after?.id ?? null, size + 1, terminalId ?? null],
  );
  const runs = z.array(runRow).parse(rows);
  return { items: runs.slice(0, size).map(toRun), next: nextOf(runs, size) };
}

export interface TerminalRun extends TerminalResult {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly requestedByName: string | null;
  readonly source: 'telegram' | 'api' | 'system';
  readonly createdAt: Date;
}

const resultRow = z.object({
  terminal_id: z.coerce.number().int(),
  name: z.string().nullable(),
  state: z.enum([...RESULT_STATES, 'claimed']),
  reply: z.string().nullable(),
  reply_datagrams: count.nullable(),
  reason: z.string().nullable(),
  sent_at: z.date().nullable(),
  settled_at: z.date().nullable(),
});

const terminalRunRow = resultRow.extend(
  runRow.pick({
    id: true,
    command: true,
    target: true,
    requested_by_name: true,
    source: true,
    created_at: true,
    cursor_at: true,
  }).shape,
);

/** What was sent to a terminal, the newest first; nothing of another's. */
export async function listRunsOfTerminal(
  database: Queryable,
  { userId, terminalId, after, limit }: RunQuery & { readonly terminalId: number },
): Promise<Page<TerminalRun, RunCursor>> {
  const size = pageSize(limit);
  const { rows } = await database.query(
    `select r.terminal_id::text, t.name, r.state, r.reply, r.reply_datagrams, r.reason, r.sent_at, r.settled_at,
            run.id, run.command, run.target, coalesce(u.first_name, u.username) as requested_by_name, run.source,
            run.created_at, run.created_at::text as cursor_at
       from command_results r
       join command_runs run on run.id = r.run_id
       left join terminals t on t.id = r.terminal_id
       left join users u on u.id = run.requested_by
      where r.terminal_id = $2 and ${SEEN_BY}
        and ($3::timestamptz is null or (r.created_at, r.run_id) < ($3::timestamptz, $4::uuid))
      order by r.created_at desc, r.run_id desc limit $5`,
    [userId, terminalId, after?.createdAt ?? null, after?.id ?? null, size + 1],
  );
  const runs = z.array(terminalRunRow).parse(rows);
  return {
    items: runs.slice(0, size).map((row) => ({
      ...toResult(row),
      runId: row.id,
      command: row.command,
      target: row.target,
      requestedByName: row.requested_by_name,
      source: row.source,
      createdAt: row.created_at,
    })),
    next: nextOf(runs, size),
  };
}

function pageSize(limit: number): number {
  return Math.min(Math.max(1, Math.trunc(limit)), MAX_PAGE);
}

function nextOf(
  rows: readonly { readonly id: string; readonly cursor_at: string }[],
  size: number,
): RunCursor | undefined {
  const last = rows[size - 1];
  return rows.length > size && last !== undefined ? { createdAt: last.cursor_at, id: last.id } : undefined;
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    fleetId: row.fleet_id,
    requestedBy: row.requested_by,
    requestedByName: row.requested_by_name,
    source: row.source,
    target: row.target,
    command: row.command,
    byBotName: row.by_bot_name,
    timeoutMs: row.timeout_ms,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    settledAt: row.settled_at,
    undoOf: row.undo_of,
    nextRunId: row.next_run_id,
    counts: {
      answered: row.answered,
      refused: row.refused,
      'timed-out': row.timed_out,
      'not-sent': row.not_sent,
      pending: row.pending,
    },
  };
}

function toResult(row: z.infer<typeof resultRow>): TerminalResult {
  return {
    terminalId: row.terminal_id,
    name: row.name,
    state: row.state === 'claimed' ? 'pending' : row.state,
    reply: row.reply,
    replyDatagrams: row.reply_datagrams,
    reason: row.reason,
    sentAt: row.sent_at,
    settledAt: row.settled_at,
  };
}
