import type { Database } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import {
  type DispatchedRun,
  dispatchRun,
  isOverdue,
  keepProgressMessage,
  markTold,
  readRun,
} from './dispatch-run.ts';
import { readFailures, type RunProgress } from './run-progress.ts';
import { announceRun, type RunQueue } from './start-run.ts';
import { countRun, type CountedRun, type SettledRun, settleRun, settleUnsent } from './settle-run.ts';

export interface RunFollower {
  readonly database: Database;
  readonly queue: RunQueue;
  /** Tells every living task of the run. @returns how many heard it */
  readonly post: (runId: string) => Promise<number>;
  /**
   * Shows the progress where the run is followed, within a few seconds; never throws for what Telegram answers.
   * @returns the id of the message if it made one
   */
  readonly show: (progress: RunProgress) => Promise<number | undefined>;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Of the execution. */
  readonly remainingMs: () => number;
}

/** The execution's time is too short to go on; the next delivery of the message does. */
export class FollowCutShortError extends Error {
  override readonly name = 'FollowCutShortError';
}

export interface FollowedRun {
  readonly runId: string;
  /** What this execution settled; undefined when another had done it. */
  readonly settled: SettledRun | undefined;
}

const COUNT_EVERY_MS = 500;
/** In the first seconds: a person waits for one terminal's answer. */
const COUNT_FIRST_EVERY_MS = 150;
const COUNT_FIRST_FOR_MS = 2_000;
const POST_EVERY_MS = 2_000;
/** Telegram takes one edit a second in a chat; other things are said there too. */
const SHOW_EVERY_MS = 1_500;
/** Most commands are answered by then: one message in all. */
const FIRST_SHOW_MS = 700;
/** For settling, the last message and the answer to SQS. */
const RESERVE_MS = 8_000;

/**
 * Sends a run and follows it until every terminal has answered or its time is over. Any number of executions may follow the same run, at
 * once or after one that was killed: who may send is decided row by row in the database, once.
 *
 * @throws FollowCutShortError, and what the database or the queue throws: the message has to be delivered again
 */
export async function followRun(follower: RunFollower, runId: string): Promise<FollowedRun> {
  const { database } = follower;
  const run = await dispatchRun(database, runId);
  // Its transaction was committed before it was announced: it is gone by its age.
  if (run === undefined || run.isTold) return { runId, settled: undefined };
  if (run.isTooLate) await settleUnsent(database, runId, 'too-late');
  const settled = run.isSettled || run.isTooLate ? undefined : await followToEnd(follower, run);
  await tellEnd(follower, runId);
  return { runId, settled };
}

async function followToEnd(follower: RunFollower, run: DispatchedRun): Promise<SettledRun | undefined> {
  const { database, nowMs } = follower;
  const startedMs = nowMs();
  const shower = new ProgressShower(follower, run);
  const poster = new Poster(follower, run.id);
  for (;;) {
    if (follower.remainingMs() < RESERVE_MS) {
      await shower.rest();
      throw new FollowCutShortError('the function ends before the run does');
    }
    const seen = await lookAt(database, run.id);
    if (seen !== undefined) {
      if (seen.counts.pending === 0 || seen.isOverdue) break;
      if (nowMs() - startedMs >= FIRST_SHOW_MS) shower.offer(seen);
      if (seen.untaken > 0) poster.offer();
    }
    await follower.sleep(nowMs() - startedMs < COUNT_FIRST_FOR_MS ? COUNT_FIRST_EVERY_MS : COUNT_EVERY_MS);
  }
  await shower.rest();
  return settleRun(database, run.id);
}

/** @returns undefined when the database is away for the moment */
async function lookAt(
  database: Database,
  runId: string,
): Promise<(CountedRun & { readonly isOverdue: boolean }) | undefined> {
  try {
    return { ...(await countRun(database, runId)), isOverdue: await isOverdue(database, runId) };
  } catch (error) {
    if (classifyDatabaseFailure(error) !== 'not-now') throw error;
    return undefined;
  }
}

/** The last message, once, and then the next line of the preset. */
async function tellEnd(follower: RunFollower, runId: string): Promise<void> {
  const { database } = follower;
  // Read again: the message to edit may have been made by then, by this execution or by another.
  const run = await readRun(database, runId);
  if (run === undefined) return;
  if (run.follow !== undefined) {
    const { counts } = await countRun(database, runId);
    await follower.show({ run, counts, isFinal: true, ...(await readFailures(database, runId)) });
  }
  if (run.nextRunId !== undefined && (await isNextOpen(database, run.nextRunId)))
    await announceRun(follower.queue, run.nextRunId);
  await markTold(database, runId);
}

async function isNextOpen(database: Database, runId: string): Promise<boolean> {
  const { rows } = await database.query<{ is_open: boolean }>(
    'select settled_at is null and send_by is not null as is_open from command_runs where id = $1',
    [runId],
  );
  return rows[0]?.is_open === true;
}

/** Tells the tasks in the background, one round at a time: one that hangs must not hold up the counting. */
class Poster {
  readonly #follower: RunFollower;
  readonly #runId: string;
  #nextMs = Number.NEGATIVE_INFINITY;
  #isBusy = false;

  constructor(follower: RunFollower, runId: string) {
    this.#follower = follower;
    this.#runId = runId;
  }

  offer(): void {
    const nowMs = this.#follower.nowMs();
    if (this.#isBusy || nowMs < this.#nextMs) return;
    this.#isBusy = true;
    this.#nextMs = nowMs + POST_EVERY_MS;
    void this.#follower
      .post(this.#runId)
      // A table or a task that is away is asked again in the next round; rows that nobody takes are settled as not sent.
      .catch(() => 0)
      .finally(() => {
        this.#isBusy = false;
      });
  }
}

/** Shows the newest counts in the background, one message at a time and not too often. */
class ProgressShower {
  readonly #follower: RunFollower;
  #run: DispatchedRun;
  #shownMs = Number.NEGATIVE_INFINITY;
  #shown = '';
  #showing: Promise<void> = Promise.resolve();
  #isBusy = false;

  constructor(follower: RunFollower, run: DispatchedRun) {
    this.#follower = follower;
    this.#run = run;
  }

  offer({ counts }: CountedRun): void {
    const text = JSON.stringify(counts);
    const nowMs = this.#follower.nowMs();
    if (this.#run.follow === undefined || this.#isBusy || text === this.#shown) return;
    if (nowMs - this.#shownMs < SHOW_EVERY_MS) return;
    this.#isBusy = true;
    this.#shown = text;
    this.#shownMs = nowMs;
    this.#showing = this.#show({ run: this.#run, counts, isFinal: false, failures: [], only: undefined });
  }

  /** Until nothing is on its way: a late counter must not overwrite the end. */
  async rest(): Promise<void> {
    await this.#showing;
  }

  async #show(progress: RunProgress): Promise<void> {
    try {
      const messageId = await this.#follower.show(progress);
      const { follow } = this.#run;
      if (messageId === undefined || follow === undefined || follow.messageId !== undefined) return;
      this.#run = { ...this.#run, follow: { ...follow, messageId } };
      await keepProgressMessage(this.#follower.database, this.#run.id, messageId);
    } catch {
      // The counter is a courtesy; the command goes on, and its end is told anew.
    } finally {
      this.#isBusy = false;
    }
  }
}
