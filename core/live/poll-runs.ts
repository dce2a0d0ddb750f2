import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import { RESULT_STATES } from '../fleet/commands/result-states.ts';
import type { Change } from './world.ts';

const count = z.int();
const runRow = z.object({
  id: z.uuid(),
  fleet_id: z.string(),
  command: z.string(),
  target: z.string(),
  created_at: z.date(),
  settled_at: z.date().nullable(),
  answered: count,
  refused: count,
  timed_out: count,
  not_sent: count,
  pending: count,
});

/** A run that began and ended between two looks is still found; one that has just ended may be open on a page that was read a moment ago. */
const RECENT_SECONDS = 10;
/** A run that nobody settled within a day is none to follow. */
const OPEN_HOURS = 24;
/** The rest is on the run's page. */
const MAX_COMMAND_CHARACTERS = 1_000;

export interface PolledRuns {
  readonly changes: readonly Change[];
  /** Ids of the runs that are not settled: to be asked for again, so that their end is told. */
  readonly open: readonly string[];
}

/**
 * Runs of these fleets that are under way, have just begun, or were under way at the last look.
 * @param watched ids to look at whatever their state
 * @param isFirst nobody looked a moment ago: also those that have just ended
 */
export async function pollRuns(
  database: Queryable,
  fleetIds: Iterable<string>,
  watched: Iterable<string>,
  now: Date,
  isFirst: boolean,
): Promise<PolledRuns> {
  const { rows } = await database.query(
    `with run as (
       select id from command_runs where settled_at is null and created_at > $3::timestamptz - interval '${OPEN_HOURS} h'
       union select id from command_runs where created_at > $3::timestamptz - interval '${RECENT_SECONDS} s'
       union select id from command_runs where $4 and settled_at > $3::timestamptz - interval '${RECENT_SECONDS} s'
         and created_at > $3::timestamptz - interval '${OPEN_HOURS} h'
       union select unnest($2::uuid[])
     )
     select r.id, r.fleet_id::text, r.command, r.target, r.created_at, r.settled_at, counted.*
       from run join command_runs r on r.id = run.id
       cross join lateral (
         select count(*) filter (where c.state = 'answered')::int as answered,
                count(*) filter (where c.state = 'refused')::int as refused,
                count(*) filter (where c.state = 'timed-out')::int as timed_out,
                count(*) filter (where c.state = 'not-sent')::int as not_sent,
                count(*) filter (where c.state in ('pending', 'claimed'))::int as pending
           from command_results c where c.created_at = r.created_at and c.run_id = r.id
       ) as counted
      where r.fleet_id = any($1::bigint[])`,
    [[...fleetIds], [...watched], now, isFirst],
  );
  const runs = z.array(runRow).parse(rows);
  return {
    changes: runs.map((row): Change => ({
      key: `run:${row.id}`,
      fleetId: row.fleet_id,
      topics: ['commands', `run:${row.id}`],
      message: {
        kind: 'run',
        id: row.id,
        fleetId: row.fleet_id,
        command: row.command.slice(0, MAX_COMMAND_CHARACTERS),
        target: row.target.slice(0, MAX_COMMAND_CHARACTERS),
        createdAt: row.created_at.toISOString(),
        settledAt: row.settled_at?.toISOString() ?? null,
        counts: {
          answered: row.answered,
          refused: row.refused,
          'timed-out': row.timed_out,
          'not-sent': row.not_sent,
          pending: row.pending,
        },
      },
      // A replica that is behind the one that was asked before knows of fewer answers.
      rank: row.answered + row.refused + row.timed_out + row.not_sent + (row.settled_at === null ? 0 : 0.5),
      happenedAtMs: row.settled_at?.getTime() ?? now.getTime(),
    })),
    open: runs.filter(({ settled_at: settledAt }) => settledAt === null).map(({ id }) => id),
  };
}

const resultRow = z.object({
  run_id: z.uuid(),
  fleet_id: z.string(),
  terminal_id: z.string().transform(Number),
  state: z.enum([...RESULT_STATES, 'claimed']),
  reply: z.string().nullable(),
  reason: z.string().nullable(),
  settled_at: z.date().nullable(),
});

/** API Gateway takes 128 KB; a longer reply is read on the run's page. */
const MAX_REPLY_CHARACTERS = 15_000;

/** What terminals answered in these runs since then. */
export async function pollResults(
  database: Queryable,
  runIds: Iterable<string>,
  since: Date,
): Promise<Change[]> {
  const { rows } = await database.query(
    `select r.run_id, run.fleet_id::text, r.terminal_id::text, r.state, left(r.reply, ${MAX_REPLY_CHARACTERS}) as reply, r.reason, r.settled_at
       from command_runs run join command_results r on r.created_at = run.created_at and r.run_id = run.id
      where run.id = any($1::uuid[]) and r.settled_at >= $2`,
    [[...runIds], since],
  );
  return z
    .array(resultRow)
    .parse(rows)
    .map((row): Change => ({
      key: `result:${row.run_id}:${row.terminal_id}`,
      fleetId: row.fleet_id,
      topics: [`run:${row.run_id}`],
      message: {
        kind: 'result',
        runId: row.run_id,
        terminalId: row.terminal_id,
        state: row.state === 'claimed' ? 'pending' : row.state,
        reply: row.reply,
        reason: row.reason,
      },
      happenedAtMs: row.settled_at?.getTime() ?? since.getTime(),
    }));
}
