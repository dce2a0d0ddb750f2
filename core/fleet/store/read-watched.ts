import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

/** Older than this, the answer is asked for again: at most one question each 5 s a container, on the connection that has just stored. */
const FRESH_MS = 5_000;

const rowSchema = z.tuple([z.object({ is_watched: z.boolean() })]);

/** Remembers whether anybody watches the live page. */
export class Watched {
  readonly #nowMs: () => number;
  #isWatched = false;
  #askedAtMs = -Infinity;

  /** @param nowMs a clock that never goes back */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @throws what the database throws; the next call asks again */
  async read(database: Queryable): Promise<boolean> {
    const nowMs = this.#nowMs();
    if (nowMs - this.#askedAtMs < FRESH_MS) return this.#isWatched;
    const { rows } = await database.query('select watched_until > now() as is_watched from live_watch');
    this.#isWatched = rowSchema.parse(rows)[0].is_watched;
    this.#askedAtMs = nowMs;
    return this.#isWatched;
  }
}
