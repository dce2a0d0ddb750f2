import { Audience, type Connection, type Viewer } from './audience.ts';
import type { Listener } from './listener.ts';
import type { ServerMessage } from './live-messages.ts';
import { markAfter, REPLICA_LAG_MS, type Told } from './next-frame.ts';
import { type HubFigures, type PostOutcome, Turns } from './turns.ts';
import type { Change, World } from './world.ts';

export interface HubPorts {
  /** Never rejects. */
  readonly post: (connectionId: string, frame: string) => Promise<PostOutcome>;
  /** The connection is closed by us, or was found gone: forget it. */
  readonly drop: (connectionId: string, userId: number, why: 'closed' | 'gone') => void;
  readonly nowMs: () => number;
}

/** Answers that wait for one connection; a client that asks faster than it reads is closed. */
const MAX_CONTROL = 20;

/**
 * What each connection has still to be told. Each has its own set of changed keys: while a frame is under way newer states replace older ones, so
 * that a slow reader gets the newest state of each thing and never a queue, and one that is overwhelmed is told to read the pages again.
 */
export class Hub {
  readonly world: World;
  readonly #ports: HubPorts;
  readonly #audience = new Audience();
  readonly #told: Told;
  readonly #turns: Turns;

  constructor(ports: HubPorts, world: World) {
    this.#ports = ports;
    this.world = world;
    const audience = this.#audience;
    this.#told = { world, isFor: (listener, entry) => audience.isFor(listener, entry) };
    this.#turns = new Turns({
      ...this.#told,
      nowMs: ports.nowMs,
      post: ports.post,
      isThere: (listener) => audience.listener(listener.connectionId) === listener,
      drop: (listener, why) => this.#drop(listener, why),
    });
  }

  /** To be read only: what changes it goes through the hub. */
  get audience(): Omit<Audience, 'add' | 'remove' | 'want' | 'setViewer' | 'forgetViewer'> {
    return this.#audience;
  }

  /** Connections with something to tell, or with a frame under way. */
  get pending(): number {
    return this.#turns.pending;
  }

  has(connectionId: string): boolean {
    return this.#audience.listener(connectionId) !== undefined;
  }

  /** They are blocked, or not there any more: their connections are closed. */
  forgetViewers(userIds: ReadonlySet<number>): void {
    this.closeWhere(({ userId }) => userIds.has(userId));
    for (const userId of userIds) this.#audience.forgetViewer(userId);
  }

  /** What people may see from now on. Whoever gained a fleet is told to read the pages again. */
  setViewers(viewers: ReadonlyMap<number, Viewer>): void {
    for (const [userId, viewer] of viewers)
      for (const listener of this.#audience.setViewer(userId, viewer))
        if (listener.topics.size > 0) this.#reset(listener);
  }

  /** Closes every connection that this says of. */
  closeWhere(isOver: (connection: Connection) => boolean): void {
    for (const listener of this.#audience.listeners()) if (isOver(listener)) this.#drop(listener, 'closed');
  }

  /**
   * A connection of which the table knows what it wants.
   * @param isNew what was to be told to it is not known: it reads the pages again
   */
  adopt(connection: Connection, topics: readonly string[], isNew: boolean): void {
    const listener = this.#audience.listener(connection.connectionId) ?? this.#audience.add(connection);
    this.#want(listener, topics);
    if (!isNew) return;
    this.#begin(listener);
    // Nobody asked for that answer: what the page shows may be old.
    if (topics.length > 0) this.#reset(listener);
  }

  /** @param saidAtMs the newest of a connection counts, in whichever order they arrive */
  subscribe(
    connection: Connection,
    { topics, since, saidAtMs }: { topics: readonly string[]; since: number | undefined; saidAtMs: number },
  ): void {
    const listener = this.#audience.listener(connection.connectionId) ?? this.#audience.add(connection);
    if (saidAtMs < listener.saidAtMs) return;
    listener.saidAtMs = saidAtMs;
    const isMore = topics.some((topic) => !listener.topics.has(topic));
    this.#want(listener, topics);
    if (since === undefined || !this.world.isComplete(since)) {
      this.#begin(listener);
      return;
    }
    // What it did not want before it has just read in the pages, which may not show the last seconds.
    const after = isMore ? Math.min(since, this.#seqOfPages()) : since;
    const first = markAfter(listener, this.#told, after, since);
    const seq = Math.min(since, (first ?? Infinity) - 1);
    this.#say(listener, { type: 'subscribed', topics: [...topics], seq, isResumed: true });
  }

  /** Says something to a connection, whether it has subscribed or not. */
  answer(connectionId: string, message: ServerMessage): void {
    const listener = this.#audience.listener(connectionId);
    if (listener !== undefined) {
      this.#say(listener, message);
      return;
    }
    // Nobody waits for it: a connection that is not known has nothing else to hear either.
    void this.#ports.post(connectionId, JSON.stringify(message));
  }

  remove(connectionId: string): void {
    const listener = this.#audience.listener(connectionId);
    if (listener === undefined) return;
    this.#turns.leave(listener);
    this.#audience.remove(listener);
  }

  apply(changes: Iterable<Change>): void {
    const nowMs = this.#ports.nowMs();
    for (const change of changes) {
      const entry = this.world.put(change, nowMs);
      if (entry === undefined) continue;
      for (const listener of this.#audience.hearing(entry)) {
        if (listener.dirty.has(entry.key)) this.#turns.countReplaced();
        listener.mark(entry.key, entry.seq);
        this.#turns.wait(listener);
      }
    }
  }

  /** Everybody reads the pages again: what was to be told is not known. */
  resetAll(): void {
    for (const listener of this.#audience.listeners()) if (listener.topics.size > 0) this.#reset(listener);
  }

  resetOnly(connectionIds: Iterable<string>): void {
    for (const id of connectionIds) {
      const listener = this.#audience.listener(id);
      if (listener !== undefined) this.#reset(listener);
    }
  }

  /** Connections that have not been told everything. */
  unserved(): string[] {
    return this.#audience
      .listeners()
      .filter((listener) => listener.hasNews || listener.posted !== undefined)
      .map(({ connectionId }) => connectionId);
  }

  /** Sends what is due. To be called often: each 10 ms. */
  pump(): void {
    this.#turns.pump();
  }

  takeFigures(): HubFigures {
    return this.#turns.takeFigures();
  }

  #want(listener: Listener, topics: readonly string[]): void {
    listener.wantedAtMs = this.#ports.nowMs();
    this.#audience.want(listener, topics);
  }

  /** It reads the pages next; what these may not show yet is told. */
  #begin(listener: Listener): void {
    const seq = this.#seqOfPages();
    markAfter(listener, this.#told, seq);
    this.#say(listener, { type: 'subscribed', topics: [...listener.topics], seq, isResumed: false });
  }

  /** All changes up to here are in every replica that pages are read from. */
  #seqOfPages(): number {
    return this.world.seqAgo(REPLICA_LAG_MS, this.#ports.nowMs());
  }

  #reset(listener: Listener): void {
    listener.overflow();
    this.#turns.wait(listener);
  }

  #say(listener: Listener, message: ServerMessage): void {
    if (listener.control.length >= MAX_CONTROL) {
      this.#drop(listener, 'closed');
      return;
    }
    listener.control.push(message);
    this.#turns.wait(listener);
  }

  #drop(listener: Listener, why: 'closed' | 'gone'): void {
    this.remove(listener.connectionId);
    this.#ports.drop(listener.connectionId, listener.userId, why);
  }
}
