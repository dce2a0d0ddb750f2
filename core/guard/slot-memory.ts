import { LRUCache } from 'lru-cache';
import type { PacedKey } from './pacing.ts';

/** Chats that a process remembers; one more forgets the chat that was written to longest ago. */
const MAX_KEYS = 50_000;

/** What the script of core/guard/pacing.ts does, in this process's memory. */
export class SlotMemory {
  readonly #now: () => number;
  /** Newest first. */
  readonly #times = new LRUCache<string, readonly number[]>({ max: MAX_KEYS });

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns 0 when a place was taken in all, else milliseconds to wait */
  take(slots: readonly PacedKey[]): number {
    const now = this.#now();
    const waitMs = Math.max(0, ...slots.map((slot) => this.#waitMs(slot, now)));
    if (waitMs === 0) this.note(slots);
    return Math.ceil(waitMs);
  }

  /** Counts a message that was let through elsewhere. */
  note(slots: readonly PacedKey[]): void {
    const now = this.#now();
    for (const { key, allowance } of slots)
      this.#times.set(key, [now, ...(this.#times.get(key) ?? [])].slice(0, allowance.points));
  }

  #waitMs({ key, allowance: { points, perSeconds } }: PacedKey, now: number): number {
    const oldest = this.#times.get(key)?.[points - 1];
    const windowMs = perSeconds * 1000;
    return oldest === undefined ? 0 : Math.min(windowMs, oldest + windowMs - now);
  }
}
