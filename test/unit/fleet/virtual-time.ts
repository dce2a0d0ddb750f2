interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that passes only from event to event, so that minutes of a fleet's life take milliseconds and are the same each time. */
export class VirtualTime {
  readonly #events: Event[] = [];
  #order = 0;
  nowMs = 0;

  after(ms: number, run: () => void): void {
    const event = { atMs: this.nowMs + Math.max(0, ms), order: this.#order++, run };
    let at = this.#events.length;
    while (at > 0 && isLater(this.#events[at - 1], event)) at -= 1;
    this.#events.splice(at, 0, event);
  }

  /** @param observe called after each event, when all that follows from it at that moment has happened */
  async runUntil(untilMs: number, observe: () => void): Promise<void> {
    for (;;) {
      const next = this.#events[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#events.shift();
      this.nowMs = next.atMs;
      // Leases run out by the clock alone: what holds just before an event is looked at too.
      observe();
      next.run();
      await new Promise((resolve) => setImmediate(resolve));
      observe();
    }
    this.nowMs = untilMs;
  }
}

function isLater(one: Event | undefined, other: Event): boolean {
  return one !== undefined && (one.atMs > other.atMs || (one.atMs === other.atMs && one.order > other.order));
}
