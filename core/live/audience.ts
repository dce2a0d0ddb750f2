import { Listener } from './listener.ts';
import type { Entry } from './world.ts';

/** What a person may see. Who is blocked, or has no fleet, sees nothing. */
export interface Viewer {
  readonly fleets: ReadonlySet<string>;
}

/** A connection, and by which sign-in it was opened. */
export interface Connection {
  readonly connectionId: string;
  readonly userId: number;
  readonly credential: string;
}

const NO_FLEETS: ReadonlySet<string> = new Set();

/** Who is connected, what each wants, and what each may see. */
export class Audience {
  readonly #listeners = new Map<string, Listener>();
  readonly #viewers = new Map<number, Viewer>();
  /** By `fleet topic`. */
  readonly #byTopic = new Map<string, Set<Listener>>();

  get size(): number {
    return this.#listeners.size;
  }

  get connectionIds(): string[] {
    return [...this.#listeners.keys()];
  }

  get users(): ReadonlySet<number> {
    return new Set([...this.#listeners.values()].map(({ userId }) => userId));
  }

  get credentials(): ReadonlySet<string> {
    return new Set([...this.#listeners.values()].map(({ credential }) => credential));
  }

  /** Of everybody who is connected. */
  get fleets(): ReadonlySet<string> {
    return new Set([...this.users].flatMap((userId) => [...(this.#viewers.get(userId)?.fleets ?? [])]));
  }

  /** Those that somebody wants of them. */
  get topics(): ReadonlySet<string> {
    return new Set([...this.#listeners.values()].flatMap(({ topics }) => [...topics]));
  }

  /** Everybody whose rights are known, also while they have no connection. */
  get viewers(): readonly number[] {
    return [...this.#viewers.keys()];
  }

  knows(userId: number): boolean {
    return this.#viewers.has(userId);
  }

  listener(connectionId: string): Listener | undefined {
    return this.#listeners.get(connectionId);
  }

  /** A copy: connections may be removed while it is read. */
  listeners(): Listener[] {
    return [...this.#listeners.values()];
  }

  add({ connectionId, userId, credential }: Connection): Listener {
    const listener = new Listener(connectionId, userId, credential);
    this.#listeners.set(connectionId, listener);
    return listener;
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener.connectionId);
    this.#index(listener, this.#fleetsOf(listener), 'delete');
  }

  /** @param topics all that it wants from now on */
  want(listener: Listener, topics: readonly string[]): void {
    const fleets = this.#fleetsOf(listener);
    this.#index(listener, fleets, 'delete');
    listener.topics = new Set(topics);
    this.#index(listener, fleets, 'add');
  }

  /** @returns the person's connections that may see more from now on than before */
  setViewer(userId: number, viewer: Viewer): Listener[] {
    const before = this.#viewers.get(userId)?.fleets ?? NO_FLEETS;
    this.#viewers.set(userId, viewer);
    if (isSame(before, viewer.fleets)) return [];
    const isMore = [...viewer.fleets].some((fleet) => !before.has(fleet));
    const theirs = this.listeners().filter((listener) => listener.userId === userId);
    for (const listener of theirs) {
      this.#index(listener, before, 'delete');
      this.#index(listener, viewer.fleets, 'add');
    }
    return isMore ? theirs : [];
  }

  forgetViewer(userId: number): void {
    this.#viewers.delete(userId);
  }

  /** Those who want it and may see it. */
  *hearing(entry: Entry): Generator<Listener> {
    for (const topic of entry.topics)
      for (const listener of this.#byTopic.get(`${entry.fleetId} ${topic}`) ?? [])
        // Who wants it by two topics hears it once.
        if (isTheirs(listener, entry) && entry.topics.find((one) => listener.topics.has(one)) === topic)
          yield listener;
  }

  isFor(listener: Listener, entry: Entry): boolean {
    return (
      this.#fleetsOf(listener).has(entry.fleetId) &&
      isTheirs(listener, entry) &&
      entry.topics.some((topic) => listener.topics.has(topic))
    );
  }

  #fleetsOf({ userId }: Listener): ReadonlySet<string> {
    return this.#viewers.get(userId)?.fleets ?? NO_FLEETS;
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
}

function isTheirs({ userId }: Listener, { onlyUserId }: Entry): boolean {
  return onlyUserId === undefined || onlyUserId === userId;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
