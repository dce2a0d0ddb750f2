/** A power of two. Two terminals that share a counter cost a reply too many that is looked at, and nothing else. */
const COUNTERS = 65_536;
const MASK = COUNTERS - 1;

export const AWAITED_BYTES = COUNTERS * Int32Array.BYTES_PER_ELEMENT;

/**
 * Of which terminals a reply is waited for: written by the main thread, looked at by the decode workers, so that only these replies are
 * read and passed on, and a fleet that just pushes costs one load of shared memory a text.
 */
export class AwaitedReplies {
  readonly #counters: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#counters = new Int32Array(shared);
  }

  mark(terminalId: number, isAwaited: boolean): void {
    Atomics.add(this.#counters, terminalId & MASK, isAwaited ? 1 : -1);
  }

  has(terminalId: number): boolean {
    return Atomics.load(this.#counters, terminalId & MASK) > 0;
  }
}
