/**
 * One Ctrl-C arrives more than once: the terminal signals the whole foreground group, and npm, which is in it, passes its own signal on to
 * what it runs. Only a signal that comes later than this is a second press.
 */
const ONE_PRESS_MS = 300;

export class KeyPresses {
  #count = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Takes a signal. @returns which press it belongs to, and whether it is the first signal of it */
  take(nowMs: number): { readonly press: number; readonly isNew: boolean } {
    const isNew = nowMs - this.#lastMs > ONE_PRESS_MS;
    if (isNew) {
      this.#count += 1;
      this.#lastMs = nowMs;
    }
    return { press: this.#count, isNew };
  }
}
