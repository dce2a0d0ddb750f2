import { LRUCache } from 'lru-cache';
import type { CacheEntry } from './cache-entry.ts';
import { type Valkey, ValkeyAwayError } from './valkey.ts';
import type { ValkeyClient } from './valkey-client.ts';

/** The server cannot be asked just now. */
export const AWAY = Symbol('away');

/** Keys that are to be deleted once the server is back; what is beyond ends with its time. */
const MAX_OWED = 10_000;
/** Written in one pipeline: what is longer would outlast the time that anybody waits. */
const WRITES_AT_ONCE = 500;

/**
 * The shared half of the cache: never throws. What could not be written or deleted while the server was away is deleted before anything
 * else is asked of it, so that it does not come back with values that were replaced meanwhile.
 */
export class SharedStore {
  readonly #valkey: Valkey;
  readonly #owed = new LRUCache<string, true>({ max: MAX_OWED });

  constructor(valkey: Valkey) {
    this.#valkey = valkey;
  }

  /** @returns `AWAY`, or what is kept */
  async read(key: string): Promise<string | null | typeof AWAY> {
    return this.#ask((client) => client.get(key));
  }

  /** @param nowMs milliseconds of the epoch */
  async write(entries: readonly (readonly [string, CacheEntry])[], nowMs: number): Promise<void> {
    for (let at = 0; at < entries.length; at += WRITES_AT_ONCE) {
      const some = entries.slice(at, at + WRITES_AT_ONCE);
      const written = await this.#ask(async (client) => {
        await Promise.all(
          some.map(([key, { text, staleUntilMs }]) => client.set(key, text, staleUntilMs - nowMs)),
        );
        return null;
      });
      if (written === AWAY) this.#owe(some.map(([key]) => key));
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    const done = await this.#ask(async (client) => {
      await client.delete(keys);
      return null;
    });
    if (done === AWAY) this.#owe(keys);
  }

  async #ask(work: (client: ValkeyClient) => Promise<string | null>): Promise<string | null | typeof AWAY> {
    try {
      return await this.#valkey.ask(async (client) => {
        const owed = [...this.#owed.keys()];
        if (owed.length > 0) {
          await client.delete(owed);
          for (const key of owed) this.#owed.delete(key);
        }
        return work(client);
      });
    } catch (error) {
      if (error instanceof ValkeyAwayError) return AWAY;
      throw error;
    }
  }

  #owe(keys: readonly string[]): void {
    for (const key of keys) this.#owed.set(key, true);
  }
}
