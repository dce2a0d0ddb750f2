import type { Logger } from 'pino';
import {
  type ClaimedKey,
  releaseClaim,
  releaseResults,
  type SettledResult,
  writeResults,
} from '../core/fleet/commands/write-results.ts';
import type { Database } from '../core/database/pool.ts';
import { classifyDatabaseFailure } from '../core/database/sqlstate.ts';

const FLUSH_MS = 200;
const ROWS_AT_ONCE = 500;
/** Text in one statement: PostgreSQL takes far more, but its answer should come within the statement's time. */
const CHARS_AT_ONCE = 4 * 1024 * 1024;
/** Text that waits while the database is away; beyond it replies are kept without their text. */
const MAX_WAITING_CHARS = 32 * 1024 * 1024;

/** A claim that was asked for and not answered. */
interface LostClaim {
  readonly runId: string;
  readonly claim: string;
}

/**
 * Writes what became of commands, in sets. While the database is away everything waits and is tried again: a command that was done must not
 * read as one that was not. Gives back what was not sent first, since somebody else may still send it in time.
 */
export class ResultWriter {
  readonly #database: Database;
  readonly #log: Pick<Logger, 'warn' | 'error' | 'info'>;
  readonly #settled: SettledResult[] = [];
  readonly #released: ClaimedKey[] = [];
  readonly #lostClaims: LostClaim[] = [];
  readonly #timer: NodeJS.Timeout;
  #waitingChars = 0;
  #flushing: Promise<void> | undefined;
  #isAway = false;

  constructor(database: Database, log: Pick<Logger, 'warn' | 'error' | 'info'>) {
    this.#database = database;
    this.#log = log;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
  }

  /** Rows that are not in the database yet. */
  get waiting(): number {
    return this.#settled.length + this.#released.length + this.#lostClaims.length;
  }

  settle(result: SettledResult): void {
    const chars = result.reply?.length ?? 0;
    const isRoomLeft = this.#waitingChars + chars <= MAX_WAITING_CHARS;
    if (isRoomLeft) this.#waitingChars += chars;
    this.#settled.push(isRoomLeft ? result : { ...result, reply: null, reason: 'truncated' });
    if (this.#settled.length >= ROWS_AT_ONCE) void this.flush();
  }

  release(keys: readonly ClaimedKey[]): void {
    this.#released.push(...keys);
  }

  /** A claim whose answer was lost: its rows may be ours, and nobody here knows them. */
  releaseClaim(runId: string, claim: string): void {
    this.#lostClaims.push({ runId, claim });
  }

  /** One at a time; whoever asks in between gets the one that runs. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  /** @returns whether everything was written within the time */
  async finish(limitMs: number): Promise<boolean> {
    clearInterval(this.#timer);
    const deadline = performance.now() + limitMs;
    while (this.waiting > 0 && performance.now() < deadline) {
      await this.flush();
      if (this.waiting > 0) await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    }
    return this.waiting === 0;
  }

  async #flush(): Promise<void> {
    try {
      for (
        let keys = this.#released.slice(0, ROWS_AT_ONCE);
        keys.length > 0;
        keys = this.#released.slice(0, ROWS_AT_ONCE)
      ) {
        await releaseResults(this.#database, keys);
        this.#released.splice(0, keys.length);
      }
      for (let lost = this.#lostClaims[0]; lost !== undefined; lost = this.#lostClaims[0]) {
        await releaseClaim(this.#database, lost.runId, lost.claim);
        this.#lostClaims.shift();
      }
      for (let rows = this.#nextRows(); rows.length > 0; rows = this.#nextRows()) await this.#write(rows);
      if (this.#isAway) this.#log.info({}, 'results of commands can be written again');
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway)
        this.#log.warn({ err: error, waiting: this.waiting }, 'results of commands wait for the database');
      this.#isAway = true;
    }
  }

  async #write(rows: readonly SettledResult[]): Promise<void> {
    try {
      await writeResults(this.#database, rows);
    } catch (error) {
      if (classifyDatabaseFailure(error) !== 'bad-data') throw error;
      // No text should be one that PostgreSQL refuses; if one is, the others' results are worth more than it.
      this.#log.error({ err: error, rows: rows.length }, 'replies are left out: the database refuses one');
      await writeResults(
        this.#database,
        rows.map((row) => ({ ...row, reply: null, reason: 'truncated' })),
      );
    }
    this.#settled.splice(0, rows.length);
    this.#waitingChars -= rows.reduce((sum, { reply }) => sum + (reply?.length ?? 0), 0);
  }

  #nextRows(): SettledResult[] {
    let chars = 0;
    const rows: SettledResult[] = [];
    for (const row of this.#settled) {
      chars += row.reply?.length ?? 0;
      if (rows.length > 0 && (rows.length >= ROWS_AT_ONCE || chars > CHARS_AT_ONCE)) break;
      rows.push(row);
    }
    return rows;
  }
}
