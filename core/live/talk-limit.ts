/** A page says a word each 30 s, and one for each other page that is opened. */
const MAX_WORDS = 100;
const WINDOW_MS = 10_000;

/**
 * Counts what each connection says. API Gateway bounds all connections together and not one of them, so that one that talks without end would
 * leave no place for the others.
 */
export class TalkLimit {
  #words = new Map<string, number>();
  #beganAtMs = -Infinity;

  /** @returns whether it is too much, and whether it has just become so */
  count(connectionId: string, nowMs: number): 'fine' | 'too-much' | 'still-too-much' {
    if (nowMs - this.#beganAtMs >= WINDOW_MS) {
      this.#words = new Map();
      this.#beganAtMs = nowMs;
    }
    const words = (this.#words.get(connectionId) ?? 0) + 1;
    this.#words.set(connectionId, words);
    if (words <= MAX_WORDS) return 'fine';
    return words === MAX_WORDS + 1 ? 'too-much' : 'still-too-much';
  }
}
