import { LRUCache } from 'lru-cache';
import { type CacheEntry, readEntry } from './cache-entry.ts';

const MAX_CHARACTERS = 16 * 1024 * 1024;
/** Other processes cannot tell this one that a value has changed, so it trusts its own for no longer than this. */
const TRUSTED_MS = 30_000;

interface Held {
  readonly text: string;
  readonly heldSinceMs: number;
}

/** The newest that this process has seen of each value: what it goes on with while the shared cache is away. */
export class ProcessMemory {
  readonly #now: () => number;
  readonly #held = new LRUCache<string, Held>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ text }, key) => text.length + key.length,
  });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Its entry ends 30 s after it was seen, if not earlier by itself; how long it is better than an error is the entry's own. */
  get(key: string): CacheEntry | undefined {
    const held = this.#held.get(key);
    const entry = held === undefined ? undefined : readEntry(held.text);
    if (held === undefined || entry === undefined) return undefined;
    return { ...entry, freshUntilMs: Math.min(entry.freshUntilMs, held.heldSinceMs + TRUSTED_MS) };
  }

  set(key: string, text: string): void {
    this.#held.set(key, { text, heldSinceMs: this.#now() });
  }

  delete(key: string): void {
    this.#held.delete(key);
  }
}
