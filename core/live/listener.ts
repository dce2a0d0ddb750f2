import type { ServerMessage } from './live-messages.ts';

/** Changes that wait for one connection. Above it they are not worth telling one by one: the pages are read again. */
export const MAX_DIRTY = 5_000;

/** A connection is told to read everything again at most this often: what overwhelms it would only do so sooner. */
export const RESET_EVERY_MS = 10_000;

/** Below a change's number, by key. Ascending: the first is the lowest. */
type Dirty = Map<string, number>;

/** Frame that waits for its answer. */
export interface Posted {
  readonly control: ServerMessage | undefined;
  readonly isReset: boolean;
  /** With their numbers, to be told again if the frame is lost. */
  readonly keys: readonly (readonly [string, number])[];
}

/** One connection: what it wants, and what it has not been told yet. */
export class Listener {
  readonly connectionId: string;
  readonly userId: number;
  readonly credential: string;
  topics: ReadonlySet<string> = new Set();
  /** Of the subscription: an earlier one that arrives later is passed over. */
  saidAtMs = 0;
  /** When its topics became known here. */
  wantedAtMs = -Infinity;
  /** Answers, which come before everything else. */
  readonly control: ServerMessage[] = [];
  dirty: Dirty = new Map();
  posted: Posted | undefined;
  needsReset = false;
  lastResetAtMs = -Infinity;
  lastSentAtMs = -Infinity;
  /** What changed before it was told late for a reason of the client's: it came, or was too slow. */
  liveFromSeq = 0;
  /** After a failure. */
  notBeforeMs = 0;
  failingSinceMs: number | undefined;

  constructor(connectionId: string, userId: number, credential: string) {
    this.connectionId = connectionId;
    this.userId = userId;
    this.credential = credential;
  }

  /** @returns false when there is too much: it is told to read again instead */
  mark(key: string, seq: number): boolean {
    if (this.needsReset) return true;
    if (!this.dirty.has(key)) this.dirty.set(key, seq);
    if (this.dirty.size <= MAX_DIRTY) return true;
    this.overflow();
    return false;
  }

  overflow(): void {
    this.dirty = new Map();
    this.needsReset = true;
  }

  /** Adds what was to be told before, keeping the order and the lower number of each. */
  markAgain(keys: Iterable<readonly [string, number]>): void {
    if (this.needsReset) return;
    const merged = new Map(this.dirty);
    for (const [key, seq] of keys) merged.set(key, Math.min(seq, merged.get(key) ?? seq));
    this.dirty = new Map([...merged].sort(([, one], [, other]) => one - other));
  }

  /** What was posted did not arrive. */
  tellAgain({ control, isReset, keys }: Posted): void {
    if (control !== undefined) this.control.unshift(control);
    if (isReset) {
      this.overflow();
      this.lastResetAtMs = -Infinity;
    } else this.markAgain(keys);
  }

  get hasNews(): boolean {
    return this.control.length > 0 || this.needsReset || this.dirty.size > 0;
  }
}
