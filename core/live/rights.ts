import type { SocketOwner } from '../aws/live-table.ts';
import type { Databases } from '../database/databases.ts';
import type { Queryable } from '../database/pool.ts';
import type { Viewer } from './audience.ts';
import type { Hub } from './hub.ts';
import { readValid, readViewers } from './read-viewers.ts';

/** Who left a fleet, was blocked or has signed out is told for so long at most. */
const LOOK_MS = 30_000;

interface Read {
  readonly viewers: ReadonlyMap<number, Viewer>;
  readonly valid: ReadonlySet<string>;
}

/** Whether people may listen, and to which fleets: asked when they come, and again and again while they are here. */
export class Rights {
  readonly #hub: Hub;
  readonly #databases: Databases;
  readonly #nowMs: () => number;
  /** Sign-ins that were good when it was looked last. */
  #valid = new Set<string>();
  #lookedAtMs: number;

  constructor(hub: Hub, databases: Databases, nowMs: () => number) {
    this.#hub = hub;
    this.#databases = databases;
    this.#nowMs = nowMs;
    this.#lookedAtMs = nowMs();
  }

  /**
   * Learns of those who are not known yet. A sign-in may be over since the connection was opened.
   * @returns the fleets of these people
   * @throws what the database throws
   */
  async admit(owners: readonly SocketOwner[]): Promise<ReadonlySet<string>> {
    const unknown = owners.filter((owner) => !this.isGood(owner));
    if (unknown.length === 0) return new Set();
    const { viewers, valid } = await this.#read(
      new Set(unknown.map(({ userId }) => userId)),
      new Set(unknown.map(({ credential }) => credential)),
    );
    this.#hub.setViewers(viewers);
    for (const credential of valid) this.#valid.add(credential);
    return new Set([...viewers.values()].flatMap(({ fleets }) => [...fleets]));
  }

  isGood({ userId, credential }: SocketOwner): boolean {
    return this.#hub.audience.knows(userId) && this.#valid.has(credential);
  }

  /** To be called often: looks each 30 s, or at once when somebody is connected whose rights could not be read. */
  async look(): Promise<void> {
    const { users, viewers, credentials } = this.#hub.audience;
    const isMissing = [...users].some((userId) => !this.#hub.audience.knows(userId));
    if (!isMissing && this.#nowMs() - this.#lookedAtMs < LOOK_MS) return;
    const userIds = new Set([...users, ...viewers]);
    if (userIds.size > 0) {
      const read = await this.#read(userIds, credentials);
      this.#hub.forgetViewers(new Set([...userIds].filter((userId) => !read.viewers.has(userId))));
      for (const credential of credentials) if (!read.valid.has(credential)) this.#valid.delete(credential);
      for (const credential of read.valid) this.#valid.add(credential);
      this.#hub.closeWhere(({ credential }) => credentials.has(credential) && !this.#valid.has(credential));
      this.#hub.setViewers(read.viewers);
    }
    this.#lookedAtMs = this.#nowMs();
  }

  /** Who is not found may have signed in a moment ago, which a replica does not know yet: then the writer is asked. */
  async #read(userIds: ReadonlySet<number>, credentials: ReadonlySet<string>): Promise<Read> {
    const now = new Date(this.#nowMs());
    const ask = async (database: Queryable): Promise<Read> => ({
      viewers: await readViewers(database, userIds),
      valid: await readValid(database, credentials, now),
    });
    const read = await this.#databases.read('recent', ask);
    return read.viewers.size === userIds.size && read.valid.size === credentials.size
      ? read
      : this.#databases.read('own-writes', ask);
  }
}
