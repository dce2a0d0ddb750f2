import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import type { DispatchedRun } from './dispatch-run.ts';
import type { RunCounts } from './result-states.ts';

/** How far a run has come, for whoever watches it. */
export interface RunProgress {
  readonly run: Pick<DispatchedRun, 'id' | 'command' | 'target' | 'follow' | 'requestedBy' | 'undoOf'>;
  readonly counts: RunCounts;
  /** Nothing changes any more. */
  readonly isFinal: boolean;
  /** At the end: the first terminals that did not do it. */
  readonly failures: readonly Failure[];
  /** At the end of a run to a single terminal: what it said. */
  readonly only: OnlyAnswer | undefined;
}

export interface Failure {
  readonly name: string;
  readonly state: 'refused' | 'timed-out' | 'not-sent';
  /** Its first characters. */
  readonly reply: string | null;
  readonly reason: string | null;
}

export interface OnlyAnswer {
  /** null: removed from the database meanwhile. */
  readonly terminalId: number | null;
  readonly name: string;
  readonly reply: string | null;
  readonly reason: string | null;
}

/** As many as fit into one message and are read. */
export const SHOWN_FAILURES = 20;

const FAILURE_CHARS = 120;
/** Of a message's 4,096; the rest is in the history. */
const ANSWER_CHARS = 3_000;

const text = z.string().nullable();
const failureRow = z.object({
  name: z.string(),
  state: z.enum(['refused', 'timed-out', 'not-sent']),
  reply: text,
  reason: text,
});
const onlyRow = z.object({
  terminalId: z.coerce.number().int().nullable(),
  name: z.string(),
  reply: text,
  reason: text,
});

/** What is told at the end beside the counts. */
export async function readFailures(
  database: Database,
  runId: string,
): Promise<Pick<RunProgress, 'failures' | 'only'>> {
  const { rows: failures } = await database.query(
    `select coalesce(t.name, '#' || r.terminal_id) as name, r.state, left(r.reply, ${FAILURE_CHARS}) as reply, r.reason
       from command_runs run join command_results r on r.created_at = run.created_at and r.run_id = run.id
       left join terminals t on t.id = r.terminal_id
      where run.id = $1 and r.state in ('refused', 'timed-out', 'not-sent')
      order by array_position(array['refused', 'timed-out', 'not-sent'], r.state), lower(t.name), r.terminal_id limit ${SHOWN_FAILURES}`,
    [runId],
  );
  const { rows: only } = await database.query(
    `select t.id as "terminalId", coalesce(t.name, '#' || r.terminal_id) as name, left(r.reply, ${ANSWER_CHARS}) as reply, r.reason
       from command_runs run join command_results r on r.created_at = run.created_at and r.run_id = run.id
       left join terminals t on t.id = r.terminal_id where run.id = $1 limit 2`,
    [runId],
  );
  return {
    failures: z.array(failureRow).parse(failures),
    only: only.length === 1 ? onlyRow.parse(only[0]) : undefined,
  };
}
