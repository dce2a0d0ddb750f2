import { LagSample } from './lag-sample.ts';
import { type Listener, type Posted, RESET_EVERY_MS } from './listener.ts';
import { BATCH_MESSAGES, BATCH_MS } from './live-messages.ts';
import { type Frame, nextFrame, type Told } from './next-frame.ts';

/** What became of a frame. `gone`: the connection is not there any more. */
export type PostOutcome = 'sent' | 'gone' | 'failed';

/** What was told since it was asked last. */
export interface HubFigures {
  readonly frames: number;
  readonly messages: number;
  readonly bytes: number;
  /** States that were replaced by newer ones before they were told. */
  readonly replaced: number;
  readonly resets: number;
  readonly gone: number;
  readonly failures: number;
  /** From the commit to API Gateway's answer: a sample of the messages. */
  readonly lagsMs: readonly number[];
}

export interface TurnsPorts extends Told {
  /** Never rejects. */
  readonly post: (connectionId: string, frame: string) => Promise<PostOutcome>;
  /** Whether it is still connected. */
  readonly isThere: (listener: Listener) => boolean;
  /** It is gone, or could not be posted to for too long. */
  readonly drop: (listener: Listener, why: 'closed' | 'gone') => void;
  readonly nowMs: () => number;
}

/** Frames that are posted at once: beyond it connections wait for their turn, and their frames grow instead of their number. */
const MAX_POSTS = 128;
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 5_000;
/** A connection that cannot be posted to for so long is closed: its client comes back if it lives. */
const GIVE_UP_MS = 60_000;

/** Whose turn it is to be told: one frame under way for each connection, and a frame each 100 ms, or as soon as 50 messages are there. */
export class Turns {
  readonly #ports: TurnsPorts;
  /** Those with something to tell and no frame under way, in the order of their turn. */
  readonly #waiting = new Set<Listener>();
  #posts = 0;
  #isSaturated = false;
  #figures = noFigures();
  #lags = new LagSample();

  constructor(ports: TurnsPorts) {
    this.#ports = ports;
  }

  /** Connections with something to tell, or with a frame under way. */
  get pending(): number {
    return this.#waiting.size + this.#posts;
  }

  /** It has something to be told. */
  wait(listener: Listener): void {
    if (listener.posted === undefined) this.#waiting.add(listener);
  }

  leave(listener: Listener): void {
    this.#waiting.delete(listener);
  }

  countReplaced(): void {
    this.#figures.replaced += 1;
  }

  /** Sends what is due. To be called often: each 10 ms. */
  pump(): void {
    const nowMs = this.#ports.nowMs();
    this.#isSaturated = false;
    for (const listener of this.#waiting) {
      if (this.#posts >= MAX_POSTS) {
        this.#isSaturated = true;
        return;
      }
      if (!listener.hasNews) this.#waiting.delete(listener);
      else if (isDue(listener, nowMs)) this.#send(listener, nowMs);
    }
  }

  takeFigures(): HubFigures {
    const figures = { ...this.#figures, lagsMs: this.#lags.values };
    this.#figures = noFigures();
    this.#lags = new LagSample();
    return figures;
  }

  #send(listener: Listener, nowMs: number): void {
    const frame = nextFrame(listener, this.#ports, nowMs);
    this.#waiting.delete(listener);
    if (frame === undefined) {
      this.wait(listener);
      return;
    }
    if (frame.posted.isReset) this.#figures.resets += 1;
    listener.posted = frame.posted;
    listener.lastSentAtMs = nowMs;
    this.#posts += 1;
    void this.#ports.post(listener.connectionId, frame.text).then((outcome) => {
      this.#posts -= 1;
      listener.posted = undefined;
      this.#settle(listener, frame.posted, outcome);
      if (outcome === 'sent') this.#count(listener, frame);
      if (this.#isSaturated) this.pump();
    });
  }

  #settle(listener: Listener, posted: Posted, outcome: PostOutcome): void {
    if (!this.#ports.isThere(listener)) return;
    const nowMs = this.#ports.nowMs();
    if (outcome === 'gone') {
      this.#figures.gone += 1;
      this.#ports.drop(listener, 'gone');
      return;
    }
    if (outcome === 'sent') {
      listener.failingSinceMs = undefined;
      listener.notBeforeMs = 0;
    } else {
      this.#figures.failures += 1;
      listener.failingSinceMs ??= nowMs;
      const failingMs = nowMs - listener.failingSinceMs;
      if (failingMs > GIVE_UP_MS) {
        this.#ports.drop(listener, 'closed');
        return;
      }
      listener.notBeforeMs = nowMs + Math.min(RETRY_MAX_MS, Math.max(RETRY_MIN_MS, failingMs));
      listener.tellAgain(posted);
    }
    if (listener.hasNews) this.wait(listener);
  }

  #count(listener: Listener, { text, entries }: Frame): void {
    const nowMs = this.#ports.nowMs();
    this.#figures.frames += 1;
    this.#figures.messages += entries.length;
    this.#figures.bytes += Buffer.byteLength(text);
    for (const { happenedAtMs, seq } of entries)
      if (seq > listener.liveFromSeq) this.#lags.add(Math.max(0, nowMs - happenedAtMs));
  }
}

function isDue(listener: Listener, nowMs: number): boolean {
  if (nowMs < listener.notBeforeMs) return false;
  if (listener.control.length > 0) return true;
  if (listener.needsReset) return nowMs - listener.lastResetAtMs >= RESET_EVERY_MS;
  return listener.dirty.size >= BATCH_MESSAGES || nowMs - listener.lastSentAtMs >= BATCH_MS;
}

function noFigures() {
  return { frames: 0, messages: 0, bytes: 0, replaced: 0, resets: 0, gone: 0, failures: 0 };
}
