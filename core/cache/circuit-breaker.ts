/** How long a server that did not answer is left alone: 1 to 2 s, by chance, so that many programs do not come back at one moment. */
const REST_MS = 1_000;
const REST_JITTER_MS = 1_000;

/**
 * Decides whether a server may be asked. Closed: always. Open: not for 1 to 2 s after a failure. Half open: then one caller may try, and
 * the others wait for what becomes of it.
 */
export class CircuitBreaker {
  readonly #now: () => number;
  readonly #random: () => number;
  #isOpen = false;
  #isTried = false;
  #restUntilMs = 0;

  /** @param now milliseconds of any clock; random in [0, 1) */
  constructor(now: () => number, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  /** True until the server answers again. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether the caller may ask. A caller that may has to tell how it went. */
  admits(): boolean {
    if (!this.#isOpen) return true;
    if (this.#isTried || this.#now() < this.#restUntilMs) return false;
    this.#isTried = true;
    return true;
  }

  succeeded(): void {
    this.#isOpen = false;
    this.#isTried = false;
  }

  /** @returns whether it was closed until now */
  failed(): boolean {
    const wasClosed = !this.#isOpen;
    this.#isOpen = true;
    this.#isTried = false;
    this.#restUntilMs = this.#now() + REST_MS + this.#random() * REST_JITTER_MS;
    return wasClosed;
  }
}
