import type { CommandRunDue } from '../../contracts/queue-messages.ts';
import type { Database } from '../../database/pool.ts';
import { describeCommand } from './describe-command.ts';
import { type RequestedRun, requestRun } from './request-run.ts';
import type { RunRequest } from './run-request.ts';
import { settleUnsent } from './settle-run.ts';
import { findRun } from './read-runs.ts';

/** The commands' queue, as `core/aws/queue-sender.ts` opens it. */
export interface RunQueue {
  send(messages: readonly unknown[]): Promise<void>;
}

export interface RunStarter {
  readonly database: Database;
  readonly queue: RunQueue;
  /** A UUID. */
  readonly newId: () => string;
}

/** The run could not be handed to the sender. Nothing was sent and nothing will be; the person can try again with a new key. */
export class RunNotAnnouncedError extends Error {
  override readonly name = 'RunNotAnnouncedError';
}

/** There is no opposite command, nobody answered, or the person may not know of the run. */
export class NothingToUndoError extends Error {
  override readonly name = 'NothingToUndoError';
}

/**
 * Writes a run and has it sent. Called again with the same key it returns the same run; if the announcement was lost in between, it is made
 * again, which is harmless: a terminal's row is taken by one task, once.
 *
 * @throws RunNotAnnouncedError when the queue is away, and what `requestRun` throws
 */
export async function startRun(starter: RunStarter, request: RunRequest): Promise<RequestedRun> {
  const run = await requestRun(starter.database, request, starter.newId);
  if (run.isWaiting) await announceOrSettle(starter, run.runId);
  return run;
}

/** After the commit: the sender reads the run from the database. */
export async function announceRun(queue: RunQueue, runId: string): Promise<void> {
  const message: CommandRunDue = { version: 1, runId };
  await queue.send([message]);
}

async function announceOrSettle({ database, queue }: RunStarter, runId: string): Promise<void> {
  try {
    await announceRun(queue, runId);
  } catch (error) {
    // The queue may have taken it all the same: then somebody has begun, and it goes on.
    if (await settleUnsent(database, runId, 'not-announced'))
      throw new RunNotAnnouncedError('the command was not sent: its queue does not answer', { cause: error });
  }
}

export type UndoRequest = Pick<
  RunRequest,
  'source' | 'address' | 'idempotencyKey' | 'confirmed' | 'follow' | 'timeoutMs'
> & { readonly userId: number; readonly runId: string };

/**
 * Sends the opposite command to those that answered.
 * @throws NothingToUndoError, and what `startRun` throws
 */
export async function undoRun(
  starter: RunStarter,
  { userId, runId, ...request }: UndoRequest,
): Promise<RequestedRun> {
  const run = await findRun(starter.database, userId, runId);
  const opposite = run === undefined ? undefined : describeCommand(run.command).opposite;
  if (run === undefined || opposite === undefined || run.counts.answered === 0)
    throw new NothingToUndoError('this command cannot be taken back');
  return startRun(starter, {
    ...request,
    requester: { userId },
    fleetId: run.fleetId,
    target: { kind: 'answered', runId },
    commands: [opposite],
    byBotName: run.byBotName,
    undoOf: runId,
  });
}
