import { BATCH_MESSAGES, BATCH_MS, type ServerMessage } from './live-messages.ts';
import { LagSample } from './lag-sample.ts';
import { Listener, type Posted, RESET_EVERY_MS } from './listener.ts';
import type { Change, Entry, World } from './world.ts';

/** What became of a frame. `gone`: the connection is not there any more. */
export type PostOutcome = 'sent' | 'gone' | 'failed';

export interface HubPorts {
  /** Never rejects. */
  readonly post: (connectionId: string, frame: string) => Promise<PostOutcome>;
  /** The connection is closed by us, or was found gone: forget it. */
  readonly drop: (connectionId: string, userId: number, why: 'closed' | 'gone') => void;
  readonly nowMs: () => number;
}

/** What a person may see. Who is blocked, or has no fleet, sees nothing. */
export interface Viewer {
  readonly fleets: ReadonlySet<string>;
}

/** What the hub did since it was asked last. */
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

/** Frames that are posted at once: beyond it connections wait for their turn, and their frames grow instead of their number. */
const MAX_POSTS = 128;
/** API Gateway takes 128 KB; the envelope is small. */
const MAX_FRAME_CHARACTERS = 30_000;
/** What was told this long ago may not be in the replica yet, which the pages are read from (core/database/databases.ts). */
const REPLICA_LAG_MS = 5_000;
const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 5_000;
/** A connection that cannot be posted to for so long is closed: its client comes back if it lives. */
const GIVE_UP_MS = 60_000;
/** Answers that wait for one connection; a client that asks faster than it reads is closed. */
const MAX_CONTROL = 20;

/**
 * Who wants to know what, and what each has been told. Each connection has its own set of changed keys, one frame under way, and a frame each
 * 100 ms, or as soon as 50 messages are there. While a frame is under way newer states replace older ones: a slow reader gets the newest state
 * of each thing and never a queue, and one that is overwhelmed is told to read the pages again.
 */
export class Hub {
  readonly world: World;
  readonly #ports: HubPorts;
  readonly #listeners = new Map<string, Listener>();
  readonly #viewers = new Map<number, Viewer>();
  /** By `fleet topic`. */
  readonly #byTopic = new Map<string, Set<Listener>>();
  /** Those with something to tell and no frame under way, in the order of their turn. */
  readonly #waiting = new Set<Listener>();
  #posts = 0;
  #isSaturated = false;
  #figures = noFigures();
  #lags = new LagSample();

  constructor(ports: HubPorts, world: World) {
    this.#ports = ports;
    this.world = world;
  }

  get connections(): number {
    return this.#listeners.size;
  }

  get users(): ReadonlySet<number> {
    return new Set([...this.#listeners.values()].map(({ userId }) => userId));
  }

  get credentials(): ReadonlySet<string> {
    return new Set([...this.#listeners.values()].map(({ credential }) => credential));
  }

  /** Of everybody who is connected. */
  get fleets(): ReadonlySet<string> {
    const fleets = new Set<string>();
    for (const userId of this.users)
      for (const fleet of this.#viewers.get(userId)?.fleets ?? []) fleets.add(fleet);
    return fleets;
  }

  /** Those that somebody wants of them. */
  get topics(): ReadonlySet<string> {
    return new Set([...this.#listeners.values()].flatMap(({ topics }) => [...topics]));
  }

  /** Connections with something to tell, or with a frame under way. */
  get pending(): number {
    return this.#waiting.size + this.#posts;
  }

  get connectionIds(): string[] {
    return [...this.#listeners.keys()];
  }

  has(connectionId: string): boolean {
    return this.#listeners.has(connectionId);
  }

  /** Everybody whose rights are known, also while they have no connection. */
  get viewers(): readonly number[] {
    return [...this.#viewers.keys()];
  }

  /** They are blocked, or not there any more: their connections are closed. */
  forgetViewers(userIds: ReadonlySet<number>): void {
    this.closeWhere(({ userId }) => userIds.has(userId));
    for (const userId of userIds) this.#viewers.delete(userId);
  }

  knows(userId: number): boolean {
    return this.#viewers.has(userId);
  }

  /** What people may see from now on. Whoever gained a fleet is told to read the pages again. */
  setViewers(viewers: ReadonlyMap<number, Viewer>): void {
    for (const [userId, viewer] of viewers) {
      const before = this.#viewers.get(userId);
      this.#viewers.set(userId, viewer);
      if (before !== undefined && isSame(before.fleets, viewer.fleets)) continue;
      for (const listener of this.#listeners.values()) {
        if (listener.userId !== userId) continue;
        this.#index(listener, before?.fleets ?? new Set(), 'delete');
        this.#index(listener, viewer.fleets, 'add');
        if (before !== undefined && [...viewer.fleets].some((fleet) => !before.fleets.has(fleet)))
          this.#reset(listener);
      }
    }
  }

  /** Closes every connection that this says of. */
  closeWhere(isOver: (listener: Pick<Listener, 'userId' | 'credential'>) => boolean): void {
    for (const listener of [...this.#listeners.values()])
      if (isOver(listener)) this.#drop(listener, 'closed');
  }

  /** A connection that was there before, with what it wanted. @param isNew it has missed what nobody knows */
  adopt(
    connection: { connectionId: string; userId: number; credential: string },
    topics: readonly string[],
    isNew: boolean,
  ): void {
    if (this.has(connection.connectionId)) return;
    const listener = this.#add(connection);
    this.#want(listener, topics);
    if (isNew) this.#begin(listener);
  }

  /** @param saidAtMs the newest of a connection counts, in whichever order they arrive */
  subscribe(
    connection: { connectionId: string; userId: number; credential: string },
    { topics, since, saidAtMs }: { topics: readonly string[]; since: number | undefined; saidAtMs: number },
  ): void {
    const listener = this.#listeners.get(connection.connectionId) ?? this.#add(connection);
    if (saidAtMs < listener.saidAtMs) return;
    listener.saidAtMs = saidAtMs;
    this.#want(listener, topics);
    if (since === undefined || !this.world.isComplete(since)) {
      this.#begin(listener);
      return;
    }
    this.#markAfter(listener, since, true);
    this.#say(listener, { type: 'subscribed', topics: [...topics], seq: since, isResumed: true });
  }

  /** Says something to a connection, whether it has subscribed or not. */
  answer(connectionId: string, message: ServerMessage): void {
    const listener = this.#listeners.get(connectionId);
    if (listener !== undefined) {
      this.#say(listener, message);
      return;
    }
    // Nobody waits for it: a connection that is not known has nothing else to hear either.
    void this.#ports.post(connectionId, JSON.stringify(message));
  }

  remove(connectionId: string): void {
    const listener = this.#listeners.get(connectionId);
    if (listener === undefined) return;
    this.#listeners.delete(connectionId);
    this.#waiting.delete(listener);
    this.#index(listener, this.#fleetsOf(listener), 'delete');
  }

  apply(changes: Iterable<Change>): void {
    const nowMs = this.#ports.nowMs();
    for (const change of changes) {
      const entry = this.world.put(change, nowMs);
      if (entry === undefined) continue;
      for (const topic of entry.topics)
        for (const listener of this.#byTopic.get(`${entry.fleetId} ${topic}`) ?? [])
          this.#mark(listener, entry);
    }
  }

  /** Everybody reads the pages again: what was to be told is not known. */
  resetAll(): void {
    for (const listener of this.#listeners.values()) if (listener.topics.size > 0) this.#reset(listener);
  }

  resetOnly(connectionIds: Iterable<string>): void {
    for (const id of connectionIds) {
      const listener = this.#listeners.get(id);
      if (listener !== undefined) this.#reset(listener);
    }
  }

  /** Connections that have not been told everything. */
  unserved(): string[] {
    return [...this.#listeners.values()]
      .filter((listener) => listener.hasNews || listener.posted !== undefined)
      .map(({ connectionId }) => connectionId);
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

  #add({
    connectionId,
    userId,
    credential,
  }: {
    connectionId: string;
    userId: number;
    credential: string;
  }): Listener {
    const listener = new Listener(connectionId, userId, credential);
    this.#listeners.set(connectionId, listener);
    return listener;
  }

  #want(listener: Listener, topics: readonly string[]): void {
    const fleets = this.#fleetsOf(listener);
    this.#index(listener, fleets, 'delete');
    listener.topics = new Set(topics);
    this.#index(listener, fleets, 'add');
  }

  #fleetsOf({ userId }: Listener): ReadonlySet<string> {
    return this.#viewers.get(userId)?.fleets ?? new Set();
  }

  #index(listener: Listener, fleets: ReadonlySet<string>, act: 'add' | 'delete'): void {
    for (const fleet of fleets)
      for (const topic of listener.topics) {
        const key = `${fleet} ${topic}`;
        const listeners = this.#byTopic.get(key) ?? new Set();
        listeners[act](listener);
        if (listeners.size === 0) this.#byTopic.delete(key);
        else this.#byTopic.set(key, listeners);
      }
  }

  /** It reads the pages next; what these may not show yet is told. */
  #begin(listener: Listener): void {
    const seq = this.world.seqAgo(REPLICA_LAG_MS, this.#ports.nowMs());
    this.#markAfter(listener, seq, false);
    this.#say(listener, { type: 'subscribed', topics: [...listener.topics], seq, isResumed: false });
  }

  #markAfter(listener: Listener, since: number, isAll: boolean): void {
    const found: [string, number][] = [];
    for (const entry of this.world.after(since))
      if ((isAll || entry.isFleeting !== true) && this.#isFor(listener, entry))
        found.push([entry.key, entry.seq]);
    listener.markAgain(found);
    listener.liveFromSeq = this.world.seq;
  }

  #isFor(listener: Listener, { fleetId, onlyUserId, topics }: Entry): boolean {
    return (
      this.#fleetsOf(listener).has(fleetId) &&
      (onlyUserId === undefined || onlyUserId === listener.userId) &&
      topics.some((topic) => listener.topics.has(topic))
    );
  }

  #mark(listener: Listener, entry: Entry): void {
    if (entry.onlyUserId !== undefined && entry.onlyUserId !== listener.userId) return;
    if (listener.dirty.has(entry.key)) this.#figures.replaced += 1;
    listener.mark(entry.key, entry.seq);
    this.#wait(listener);
  }

  #reset(listener: Listener): void {
    listener.overflow();
    this.#wait(listener);
  }

  #say(listener: Listener, message: ServerMessage): void {
    if (listener.control.length >= MAX_CONTROL) {
      this.#drop(listener, 'closed');
      return;
    }
    listener.control.push(message);
    this.#wait(listener);
  }

  #wait(listener: Listener): void {
    if (listener.posted === undefined) this.#waiting.add(listener);
  }

  #send(listener: Listener, nowMs: number): void {
    const { posted, frame, entries } = this.#compose(listener, nowMs);
    this.#waiting.delete(listener);
    if (frame === undefined) {
      this.#wait(listener);
      return;
    }
    listener.posted = posted;
    listener.lastSentAtMs = nowMs;
    this.#posts += 1;
    void this.#ports.post(listener.connectionId, frame).then((outcome) => {
      this.#posts -= 1;
      listener.posted = undefined;
      this.#settle(listener, posted, outcome);
      if (outcome === 'sent') this.#count(listener, frame, entries);
      if (this.#isSaturated) this.pump();
    });
  }

  #settle(listener: Listener, posted: Posted, outcome: PostOutcome): void {
    if (!this.#listeners.has(listener.connectionId)) return;
    const nowMs = this.#ports.nowMs();
    if (outcome === 'gone') {
      this.#figures.gone += 1;
      this.#drop(listener, 'gone');
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
        this.#drop(listener, 'closed');
        return;
      }
      listener.notBeforeMs = nowMs + Math.min(RETRY_MAX_MS, Math.max(RETRY_MIN_MS, failingMs));
      if (posted.control !== undefined) listener.control.unshift(posted.control);
      if (posted.isReset) {
        listener.overflow();
        listener.lastResetAtMs = -Infinity;
      } else listener.markAgain(posted.keys);
    }
    if (listener.hasNews) this.#wait(listener);
  }

  #compose(
    listener: Listener,
    nowMs: number,
  ): { posted: Posted; frame: string | undefined; entries: readonly Entry[] } {
    const control = listener.control.shift();
    if (control !== undefined)
      return { posted: { control, isReset: false, keys: [] }, frame: JSON.stringify(control), entries: [] };
    if (listener.needsReset) {
      listener.needsReset = false;
      listener.lastResetAtMs = nowMs;
      this.#figures.resets += 1;
      const seq = this.world.seqAgo(REPLICA_LAG_MS, nowMs);
      this.#markAfter(listener, seq, false);
      const frame = JSON.stringify({ type: 'reset', seq } satisfies ServerMessage);
      return { posted: { control: undefined, isReset: true, keys: [] }, frame, entries: [] };
    }
    return this.#composeBatch(listener);
  }

  #composeBatch(listener: Listener): {
    posted: Posted;
    frame: string | undefined;
    entries: readonly Entry[];
  } {
    const entries: Entry[] = [];
    const keys: [string, number][] = [];
    let characters = 0;
    let next: number | undefined;
    for (const [key, seq] of listener.dirty) {
      const entry = this.world.get(key);
      const isFull =
        entries.length === BATCH_MESSAGES ||
        (entries.length > 0 && characters + (entry?.json.length ?? 0) > MAX_FRAME_CHARACTERS);
      if (isFull) {
        next = seq;
        break;
      }
      listener.dirty.delete(key);
      if (entry === undefined) {
        // It waited for more than a minute.
        listener.overflow();
        return { posted: { control: undefined, isReset: false, keys: [] }, frame: undefined, entries: [] };
      }
      // What a person may see has changed meanwhile, or what the connection wants.
      if (!this.#isFor(listener, entry)) continue;
      entries.push(entry);
      keys.push([key, seq]);
      characters += entry.json.length;
    }
    // All that changed up to here has been told once this frame is read.
    const seq = next === undefined ? this.world.seq : next - 1;
    const frame =
      entries.length === 0
        ? undefined
        : `{"type":"batch","seq":${seq},"messages":[${entries.map(({ json }) => json).join(',')}]}`;
    return { posted: { control: undefined, isReset: false, keys }, frame, entries };
  }

  #count(listener: Listener, frame: string, entries: readonly Entry[]): void {
    const nowMs = this.#ports.nowMs();
    this.#figures.frames += 1;
    this.#figures.messages += entries.length;
    this.#figures.bytes += Buffer.byteLength(frame);
    for (const { happenedAtMs, seq } of entries)
      if (seq > listener.liveFromSeq) this.#lags.add(Math.max(0, nowMs - happenedAtMs));
  }

  #drop(listener: Listener, why: 'closed' | 'gone'): void {
    this.remove(listener.connectionId);
    this.#ports.drop(listener.connectionId, listener.userId, why);
  }
}

function isDue(listener: Listener, nowMs: number): boolean {
  if (nowMs < listener.notBeforeMs) return false;
  if (listener.control.length > 0) return true;
  if (listener.needsReset) return nowMs - listener.lastResetAtMs >= RESET_EVERY_MS;
  return listener.dirty.size >= BATCH_MESSAGES || nowMs - listener.lastSentAtMs >= BATCH_MS;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

function noFigures() {
  return {
    frames: 0,
    messages: 0,
    bytes: 0,
    replaced: 0,
    resets: 0,
    gone: 0,
    failures: 0,
  };
}
