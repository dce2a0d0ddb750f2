/** What became of reads. The hit rate is hits of hits, misses and fallbacks together. */
export interface CacheTally {
  /** Given by the cache. */
  readonly hits: number;
  /** Asked of their source. */
  readonly misses: number;
  /** Given by this process's memory, since the shared cache was away. */
  readonly fallbacks: number;
  /** Waited for another caller's read of the same key, and are in none of the three. */
  readonly joined: number;
  /** Of the misses: their source could not be asked, and an older value was given. */
  readonly stale: number;
}

export type CacheCounts = { -readonly [Count in keyof CacheTally]: CacheTally[Count] };

export function emptyCounts(): CacheCounts {
  return { hits: 0, misses: 0, fallbacks: 0, joined: 0, stale: 0 };
}
