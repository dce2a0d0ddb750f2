import type { Databases } from '../database/databases.ts';
import type { Hub } from './hub.ts';
import { keepWatched } from './watch.ts';

/** Whoever stores batches asks at most each 5 s whether anybody watches. */
const WATCHED_SECONDS = 30;
/**
 * When nobody watched before, what is stored within the first seconds is not announced: whoever came in them reads once more. 5 s until every
 * container has asked, and a while for the replica.
 */
const WARM_UP_MS = 8_000;

/** Keeps what is stored announced, and has everybody read again when it was not for a while. */
export class Watching {
  readonly #databases: Databases;
  readonly #hub: Hub;
  readonly #nowMs: () => number;
  /** It was announced when it was asked last. */
  #isWatched = false;
  /** Since when it is announced again, and nobody was told yet. */
  #announcedSinceMs: number | undefined;

  constructor(databases: Databases, hub: Hub, nowMs: () => number) {
    this.#databases = databases;
    this.#hub = hub;
    this.#nowMs = nowMs;
  }

  async begin(onProblem: (error: unknown) => void): Promise<void> {
    this.#announcedSinceMs = this.#nowMs();
    try {
      this.#isWatched = await keepWatched(this.#databases.write, WATCHED_SECONDS);
      if (this.#isWatched) this.#announcedSinceMs = undefined;
    } catch (error) {
      onProblem(error);
    }
  }

  /** @throws what the database throws; what is stored is announced for 30 s after the last time that it did not */
  async keep(): Promise<void> {
    const wasWatched = await keepWatched(this.#databases.write, WATCHED_SECONDS);
    // A database that takes no writes says so each time; only what stops is news.
    if (this.#isWatched && !wasWatched) this.#announcedSinceMs = this.#nowMs();
    this.#isWatched = wasWatched;
  }

  /** To be called often. */
  warmUp(): Promise<void> {
    if (this.#announcedSinceMs !== undefined && this.#nowMs() - this.#announcedSinceMs >= WARM_UP_MS) {
      this.#announcedSinceMs = undefined;
      this.#hub.resetAll();
    }
    return Promise.resolve();
  }
}
