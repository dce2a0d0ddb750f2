import type { LiveMessage } from './live-messages.ts';

/** Something became another than it was. */
export interface Change {
  /** What it is: a later change of the same key replaces this one. */
  readonly key: string;
  readonly fleetId: string;
  /** Of whom it is alone, such as a loss beyond a person's own limit. @default every member of the fleet */
  readonly onlyUserId?: number;
  /** Whoever has one of these is told. */
  readonly topics: readonly string[];
  readonly message: LiveMessage;
  /** A change of the key with a lower one is older, whenever it arrives. @default the order of arrival counts */
  readonly rank?: number;
  /** Comes again within seconds by itself, as a balance does: who has just read the pages need not be told. */
  readonly isFleeting?: boolean;
  /** When it was committed, ms. */
  readonly happenedAtMs: number;
}

/** The newest of a key. */
export interface Entry extends Omit<Change, 'message' | 'topics'> {
  readonly topics: readonly string[];
  /** When it became known here: grows with every change. */
  readonly seq: number;
  /** The message as it is sent. */
  readonly json: string;
}

/** A connection that breaks may come back within this and go on where it was. */
export const KEPT_MS = 60_000;

/** Sequence numbers are microseconds of the clock, so that whoever pushes next goes on above the one before without asking. */
const SEQ_PER_MS = 1_000;

/** The newest state of all that changed within the last minute, in the order of the changes. */
export class World {
  readonly #entries = new Map<string, Entry>();
  #seq: number;
  /** All later changes are here. */
  #completeSince: number;

  /** @param seq of the last change that is known not to be here: of who pushed before, or none */
  constructor(nowMs: number, seq?: number) {
    this.#seq = seq ?? nowMs * SEQ_PER_MS;
    this.#completeSince = this.#seq;
  }

  /** Of the newest change. */
  get seq(): number {
    return this.#seq;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** @returns undefined when it changes nothing: it is older than what is known, or says the same */
  put(change: Change, nowMs: number): Entry | undefined {
    const known = this.#entries.get(change.key);
    const { message, ...rest } = change;
    const json = JSON.stringify(message);
    if (known !== undefined) {
      if (known.json === json) return undefined;
      if (known.rank !== undefined && change.rank !== undefined && change.rank < known.rank) return undefined;
      // To the end of the map: it is read in the order of changes.
      this.#entries.delete(change.key);
    }
    this.#seq = Math.max(this.#seq + 1, nowMs * SEQ_PER_MS);
    const entry: Entry = { ...rest, json, seq: this.#seq };
    this.#entries.set(change.key, entry);
    return entry;
  }

  /** Whether everything after this number is known. A number from the future is of another region, or made up. */
  isComplete(since: number): boolean {
    return since >= this.#completeSince && since <= this.#seq;
  }

  /** Number of the last change before so many milliseconds ago; never before what is known whole. */
  seqAgo(ms: number, nowMs: number): number {
    return Math.min(this.#seq, Math.max(this.#completeSince, (nowMs - ms) * SEQ_PER_MS));
  }

  /** In the order of their changes. */
  *after(since: number): Generator<Entry> {
    for (const entry of this.#entries.values()) if (entry.seq > since) yield entry;
  }

  /** Forgets what is older than a minute. */
  forget(nowMs: number): void {
    const before = (nowMs - KEPT_MS) * SEQ_PER_MS;
    for (const [key, { seq }] of this.#entries) {
      if (seq > before) return;
      this.#entries.delete(key);
      this.#completeSince = seq;
    }
  }
}
