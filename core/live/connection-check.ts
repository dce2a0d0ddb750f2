import type { LiveTable, SocketRow } from '../aws/live-table.ts';
import type { Hub } from './hub.ts';
import type { Rights } from './rights.ts';

/** A subscription that came so short a time before the rows were read may be newer than they are. */
const JUST_NOW_MS = 5_000;

export interface ConnectionCheckParts {
  readonly table: Pick<LiveTable, 'listConnections'>;
  readonly hub: Hub;
  readonly rights: Pick<Rights, 'admit' | 'isGood'>;
  /** Closes a connection and removes its row. @param userId undefined: whoever it is in the row */
  readonly close: (connectionId: string, userId: number | undefined) => void;
  readonly nowMs: () => number;
}

/**
 * Holds who is connected here against the rows of the table, for what no message told: an API that ends a connection tells so only if it can, a
 * subscription may be written and not sent, and a connection may not be closed when it should be.
 */
export class ConnectionCheck {
  readonly #parts: ConnectionCheckParts;
  /** They spoke, and have not subscribed to anything that is known here. */
  #doubted = new Set<string>();
  /** Rows that wanted nothing when they were read last. */
  #silent: ReadonlySet<string> = new Set();

  constructor(parts: ConnectionCheckParts) {
    this.#parts = parts;
  }

  /** Somebody speaks of whom nothing is known here. */
  doubt(connectionId: string): void {
    this.#doubted.add(connectionId);
  }

  get hasDoubts(): boolean {
    return this.#doubted.size > 0;
  }

  /** @throws what the table or the database throws */
  async look(): Promise<void> {
    const { table, hub, close, nowMs } = this.#parts;
    const beganAtMs = nowMs();
    const doubted = this.#doubted;
    this.#doubted = new Set();
    const before = hub.audience.listeners();
    const rows = await table.listConnections(beganAtMs);
    const there = new Set(rows.map(({ connectionId }) => connectionId));
    for (const { connectionId, userId } of before)
      if (!there.has(connectionId)) {
        hub.remove(connectionId);
        close(connectionId, userId);
      }
    // They believe that they are connected and would never hear anything: closed, they come again.
    for (const id of doubted) if (!there.has(id) && !hub.has(id)) close(id, undefined);
    await this.#adopt(rows, beganAtMs);
    this.#probe(rows.filter(({ connectionId, topics }) => topics.length === 0 && !hub.has(connectionId)));
  }

  async #adopt(rows: readonly SocketRow[], beganAtMs: number): Promise<void> {
    const { hub, rights, close } = this.#parts;
    const isMissed = ({ connectionId, topics }: SocketRow): boolean => {
      const listener = hub.audience.listener(connectionId);
      if (listener === undefined) return topics.length > 0;
      return listener.wantedAtMs < beganAtMs - JUST_NOW_MS && !isSame(new Set(topics), listener.topics);
    };
    const missed = rows.filter(isMissed);
    if (missed.length === 0) return;
    await rights.admit(missed);
    for (const row of missed) {
      if (!isMissed(row)) continue;
      if (rights.isGood(row)) hub.adopt(row, row.topics, true);
      else close(row.connectionId, row.userId);
    }
  }

  /** Speaking to one that never wanted anything is how it is found out that it has ended: it counts among the person's ten. */
  #probe(silent: readonly SocketRow[]): void {
    const { hub } = this.#parts;
    for (const row of silent) {
      if (!this.#silent.has(row.connectionId)) continue;
      hub.adopt(row, [], false);
      hub.answer(row.connectionId, { type: 'pong' });
    }
    this.#silent = new Set(silent.map(({ connectionId }) => connectionId));
  }
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
