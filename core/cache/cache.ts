import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { type CacheEntry, type Keep, makeEntry, readEntry } from './cache-entry.ts';
import { type CacheCounts, type CacheTally, emptyCounts } from './cache-tally.ts';
import { ProcessMemory } from './process-memory.ts';
import { AWAY, SharedStore } from './shared-store.ts';
import type { Valkey } from './valkey.ts';

/** How a value is kept and what it is. */
export interface CachedRead<T> extends Keep {
  /** What is kept has to be this: a value of an older release that is not, is asked for again. It reads what JSON has made of a value. */
  readonly schema: z.ZodType<T>;
  /** Its source. */
  readonly fetch: () => Promise<T>;
}

/**
 * Values that are read more often than they change. It is a shortcut and never a reason to fail: while Valkey is away, reads and writes go
 * to this process's memory, and no operation waits for it longer than 150 ms. Keys are `<what>:<id>`; values are what JSON can say.
 *
 * After a change delete the key, once the change is committed. A read that was under way in another process may still put the older value
 * back: a key lives no longer than its time.
 */
export interface Cache {
  get<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /**
   * The value of the cache, else of its source. Callers of one moment share one fetch.
   * @throws what `fetch` throws, when there is no older value to give
   */
  getOrFetch<T>(key: string, read: CachedRead<T>): Promise<T>;
  set(key: string, value: unknown, keep: Keep): Promise<void>;
  /** In one pipeline a node of the cluster. */
  setMany(values: Iterable<readonly [key: string, value: unknown]>, keep: Keep): Promise<void>;
  delete(...keys: string[]): Promise<void>;
  /** Counts since it was last asked; for metrics. */
  takeTally(): CacheTally;
}

export interface CacheSettings {
  /** `undefined`: this process's memory only. */
  readonly valkey: Valkey | undefined;
  readonly stage: string;
  /** Milliseconds of the epoch: processes compare them. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

export function openCache(settings: CacheSettings): Cache {
  return new TwoTierCache(settings);
}

/** Grows when entries are written another way. What values are, their schemas check. */
const FORMAT = 'v1';
/** A key may have a person's words in it. */
const MAX_KEY_CHARACTERS = 200;

/** A read that others wait for. Its JSON, since their schemas are their own; undefined when JSON cannot say it. */
interface Flight {
  readonly text: Promise<string | undefined>;
}

interface Found<T> {
  readonly value: T;
  readonly isFresh: boolean;
  readonly by: 'cache' | 'fallback';
}

class TwoTierCache implements Cache {
  readonly #settings: CacheSettings;
  readonly #memory: ProcessMemory;
  readonly #shared: SharedStore | undefined;
  readonly #flights = new Map<string, Flight>();
  #counts: CacheCounts = emptyCounts();

  constructor(settings: CacheSettings) {
    this.#settings = settings;
    this.#memory = new ProcessMemory(settings.now);
    this.#shared = settings.valkey === undefined ? undefined : new SharedStore(settings.valkey);
  }

  async get<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const found = await this.#find(this.#keyOf(key), schema);
    this.#count(found);
    return found?.isFresh === true ? found.value : undefined;
  }

  async getOrFetch<T>(key: string, read: CachedRead<T>): Promise<T> {
    const flight = this.#flights.get(key);
    if (flight !== undefined) {
      this.#counts.joined += 1;
      const text = await flight.text;
      const parsed = text === undefined ? undefined : read.schema.safeParse(JSON.parse(text));
      return parsed?.success === true ? parsed.data : read.fetch();
    }
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    // Nobody may be waiting.
    promise.catch(() => undefined);
    const own: Flight = { text: promise };
    this.#flights.set(key, own);
    try {
      const value = await this.#findOrFetch(key, read, own);
      resolve(JSON.stringify(value));
      return value;
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      if (this.#flights.get(key) === own) this.#flights.delete(key);
    }
  }

  set(key: string, value: unknown, keep: Keep): Promise<void> {
    return this.setMany([[key, value]], keep);
  }

  async setMany(values: Iterable<readonly [string, unknown]>, keep: Keep): Promise<void> {
    const { now, random } = this.#settings;
    const entries: (readonly [string, CacheEntry])[] = [];
    for (const [key, value] of values) {
      this.#flights.delete(key);
      const entry = makeEntry(value, keep, now(), random());
      if (entry !== undefined) entries.push([this.#keyOf(key), entry]);
    }
    await this.#keep(entries);
  }

  async delete(...keys: string[]): Promise<void> {
    // What is being read now was asked before the change: it is given to who asked, and not kept.
    for (const key of keys) this.#flights.delete(key);
    const full = keys.map((key) => this.#keyOf(key));
    for (const key of full) this.#memory.delete(key);
    await this.#shared?.delete(full);
  }

  takeTally(): CacheTally {
    const taken = this.#counts;
    this.#counts = emptyCounts();
    return taken;
  }

  async #findOrFetch<T>(key: string, read: CachedRead<T>, flight: Flight): Promise<T> {
    const full = this.#keyOf(key);
    const found = await this.#find(full, read.schema);
    this.#count(found);
    if (found?.isFresh === true) return found.value;
    let value: T;
    try {
      value = await read.fetch();
    } catch (error) {
      if (found === undefined) throw error;
      this.#counts.stale += 1;
      return found.value;
    }
    const { now, random } = this.#settings;
    const entry = makeEntry(value, read, now(), random());
    if (entry !== undefined && this.#flights.get(key) === flight) await this.#keep([[full, entry]]);
    return value;
  }

  /** The best there is: of the shared cache, else of this process, as long as it is better than an error. */
  async #find<T>(key: string, schema: z.ZodType<T>): Promise<Found<T> | undefined> {
    const text = this.#shared === undefined ? AWAY : await this.#shared.read(key);
    const shared = text === AWAY || text === null ? undefined : readEntry(text);
    const found = shared === undefined ? undefined : this.#check(shared, schema);
    if (found !== undefined && shared !== undefined) {
      this.#memory.set(key, shared.text);
      return { ...found, by: 'cache' };
    }
    const memory = this.#memory.get(key);
    const older = memory === undefined ? undefined : this.#check(memory, schema);
    if (older === undefined) return undefined;
    // The shared cache answered that it has none: somebody has deleted it, and this process's own is for an emergency only.
    if (text !== AWAY) return { ...older, isFresh: false, by: 'cache' };
    return { ...older, by: this.#shared === undefined ? 'cache' : 'fallback' };
  }

  #check<T>(
    { value, freshUntilMs, staleUntilMs }: CacheEntry,
    schema: z.ZodType<T>,
  ): Omit<Found<T>, 'by'> | undefined {
    const now = this.#settings.now();
    if (now >= staleUntilMs) return undefined;
    const parsed = schema.safeParse(value);
    return parsed.success ? { value: parsed.data, isFresh: now < freshUntilMs } : undefined;
  }

  async #keep(entries: readonly (readonly [string, CacheEntry])[]): Promise<void> {
    for (const [key, { text }] of entries) this.#memory.set(key, text);
    if (entries.length > 0) await this.#shared?.write(entries, this.#settings.now());
  }

  #count(found: Found<unknown> | undefined): void {
    if (found?.isFresh !== true) this.#counts.misses += 1;
    else if (found.by === 'cache') this.#counts.hits += 1;
    else this.#counts.fallbacks += 1;
  }

  #keyOf(key: string): string {
    const short =
      key.length > MAX_KEY_CHARACTERS ? createHash('sha256').update(key).digest('base64url') : key;
    // Braces choose the node of a cluster: nobody's words shall do that.
    return `telefleet:${this.#settings.stage}:${FORMAT}:${short.replace(/[{}%]/g, encodeURIComponent)}`;
  }
}
