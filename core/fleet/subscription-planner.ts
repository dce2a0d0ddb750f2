/** How terminals are spoken to so that they push to us. Times are milliseconds. Figures: MoonCMD reference, sections 1.6 and 12. */
export interface SubscriptionPolicy {
  /** Terminals spoken to in a second: 3,000 are subscribed in 6 s. */
  readonly perSecond: number;
  /** A balance comes every 5 s: three missed ones are silence. */
  readonly silentAfterMs: number;
  /** Between `lst` and `SubscribeCharts`: a terminal takes one command at a time. */
  readonly chartsAfterMs: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** Speak to terminals that are not silent as well, at this interval (mode `local`). */
  readonly keepAliveMs: number | undefined;
}

export const SUBSCRIPTION_POLICY: SubscriptionPolicy = Object.freeze({
  perSecond: 500,
  silentAfterMs: 15_000,
  chartsAfterMs: 200,
  backoffMinMs: 15_000,
  backoffMaxMs: 300_000,
  keepAliveMs: undefined,
});

export interface DueCommand {
  readonly slot: number;
  readonly command: 'lst' | 'SubscribeCharts';
}

export interface LivenessChange {
  readonly slot: number;
  readonly isOnline: boolean;
  readonly occurredAtMs: number;
}

export interface SubscriptionStep {
  readonly commands: readonly DueCommand[];
  readonly changes: readonly LivenessChange[];
}

interface Watched {
  readonly slot: number;
  addedAtMs: number;
  /** Undefined until the first datagram or the first silence decides. */
  isOnline: boolean | undefined;
  /** Commands sent since it was last heard. */
  attempts: number;
  isSpokenTo: boolean;
  nextAtMs: number;
  chartsAtMs: number | undefined;
}

/**
 * Decides who is spoken to now and who came or went; no clock and no socket of its own. A silent terminal is asked again with a growing
 * pause and jitter, so that a restart of many does not bring them all back in one moment.
 */
export class SubscriptionPlanner {
  readonly #policy: SubscriptionPolicy;
  readonly #random: () => number;
  readonly #watched = new Map<number, Watched>();
  #allowance = 0;
  #steppedAtMs: number | undefined;
  #online = 0;

  constructor(policy: SubscriptionPolicy, random: () => number) {
    this.#policy = policy;
    this.#random = random;
  }

  get online(): number {
    return this.#online;
  }

  get silent(): number {
    return this.#watched.size - this.#online;
  }

  watch(slot: number, nowMs: number): void {
    this.unwatch(slot);
    this.#watched.set(slot, {
      slot,
      addedAtMs: nowMs,
      isOnline: undefined,
      attempts: 0,
      isSpokenTo: false,
      nextAtMs: nowMs,
      chartsAtMs: undefined,
    });
  }

  unwatch(slot: number): void {
    if (this.#watched.get(slot)?.isOnline === true) this.#online -= 1;
    this.#watched.delete(slot);
  }

  /** @param lastSeenMs arrival of a slot's last datagram, 0 for never */
  step(nowMs: number, lastSeenMs: (slot: number) => number): SubscriptionStep {
    this.#refill(nowMs);
    const commands: DueCommand[] = [];
    const changes: LivenessChange[] = [];
    for (const one of this.#watched.values()) {
      this.#judge(one, nowMs, lastSeenMs(one.slot), changes);
      if (one.chartsAtMs !== undefined && one.chartsAtMs <= nowMs) {
        one.chartsAtMs = undefined;
        commands.push({ slot: one.slot, command: 'SubscribeCharts' });
      }
      if (one.nextAtMs <= nowMs && this.#allowance >= 1) {
        this.#allowance -= 1;
        this.#plan(one, nowMs);
        commands.push({ slot: one.slot, command: 'lst' });
      }
    }
    return { commands, changes };
  }

  #refill(nowMs: number): void {
    const elapsedMs = this.#steppedAtMs === undefined ? 0 : nowMs - this.#steppedAtMs;
    this.#steppedAtMs = nowMs;
    // Not more than a fifth of a second is saved up: a burst would only overrun the terminals' routers.
    this.#allowance = Math.min(
      this.#allowance + (elapsedMs * this.#policy.perSecond) / 1000,
      Math.max(1, this.#policy.perSecond / 5),
    );
  }

  #judge(one: Watched, nowMs: number, seenMs: number, changes: LivenessChange[]): void {
    const isHeard = seenMs > 0 && nowMs - seenMs < this.#policy.silentAfterMs;
    if (isHeard && one.isOnline !== true) {
      one.isOnline = true;
      one.attempts = 0;
      this.#online += 1;
      // Heard after it was spoken to, so it pushes to us. Heard before: it still pushes by an older subscription, and is asked anew.
      if (one.isSpokenTo) one.nextAtMs = this.#nextKeepAliveMs(nowMs);
      changes.push({ slot: one.slot, isOnline: true, occurredAtMs: seenMs });
    } else if (
      !isHeard &&
      one.isOnline !== false &&
      nowMs - Math.max(seenMs, one.addedAtMs) >= this.#policy.silentAfterMs
    ) {
      if (one.isOnline === true) {
        this.#online -= 1;
        one.nextAtMs = nowMs;
      }
      one.isOnline = false;
      changes.push({ slot: one.slot, isOnline: false, occurredAtMs: nowMs });
    }
  }

  #plan(one: Watched, nowMs: number): void {
    one.chartsAtMs = nowMs + this.#policy.chartsAfterMs;
    one.isSpokenTo = true;
    if (one.isOnline === true) {
      one.nextAtMs = this.#nextKeepAliveMs(nowMs);
      return;
    }
    const pauseMs = Math.min(this.#policy.backoffMinMs * 2 ** one.attempts, this.#policy.backoffMaxMs);
    one.attempts += 1;
    one.nextAtMs = nowMs + pauseMs * (0.8 + 0.4 * this.#random());
  }

  #nextKeepAliveMs(nowMs: number): number {
    return this.#policy.keepAliveMs === undefined
      ? Number.POSITIVE_INFINITY
      : nowMs + this.#policy.keepAliveMs;
  }
}
