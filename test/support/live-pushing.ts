import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveTable } from '../../core/aws/live-table.ts';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { type LiveMessage, type ServerMessage, serverMessage } from '../../core/live/live-messages.ts';
import { pushLive } from '../../core/live/push-live.ts';
import type { LiveFigures, PushParts } from '../../core/live/push-parts.ts';
import { credentialOf } from '../../core/live/read-viewers.ts';
import type { LiveQueue } from './live-queue.ts';
import { makeFleet, makeTerminal } from './fleet-rows.ts';
import { openSocketsTable } from './sockets-table.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { until } from './until.ts';

export const LIMIT_MS = 20_000;

function openTestDatabases({ url }: TestDatabase): Databases {
  return openDatabases({
    writer: { url },
    reader: { url },
    applicationName: 'test',
    maxConnections: 3,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
}

/** What who pushes works on: a database, and the table of connections. */
export interface LiveStores {
  readonly store: TestDatabase;
  readonly databases: Databases;
  readonly table: LiveTable;
  readonly close: () => Promise<void>;
}

/** @param name of the database */
export async function openLiveStores(name: string): Promise<LiveStores> {
  const [store, sockets] = await Promise.all([createTestDatabase(name), openSocketsTable()]);
  const databases = openTestDatabases(store);
  return {
    store,
    databases,
    table: sockets.table,
    close: async () => {
      await Promise.all([databases.end(), store.close(), sockets.close()]);
    },
  };
}

/** A person with a key, a fleet and a terminal. */
export interface Person {
  readonly userId: number;
  readonly credential: string;
  readonly fleetId: string;
  readonly terminalId: number;
}

export async function makePerson({ database }: TestDatabase, userId: number): Promise<Person> {
  const token = randomUUID();
  await database.query(`insert into users (id, first_name) values ($1, 'x')`, [userId]);
  await database.query(
    `insert into api_tokens (token_sha256, user_id, source, created_at, expires_at)
     values (sha256($1), $2, 'test', now(), now() + interval '1 hour')`,
    [Buffer.from(token), userId],
  );
  const fleetId = await makeFleet(database, userId);
  const terminalId = await makeTerminal(database, fleetId, `of ${userId}`);
  return { userId, credential: credentialOf(null, token), fleetId, terminalId };
}

/** Opens a connection of a person's, and says what it wants, as `serve-socket` does. */
export async function connect(
  { table, queue }: { readonly table: LiveTable; readonly queue: LiveQueue },
  connectionId: string,
  { userId, credential }: Pick<Person, 'userId' | 'credential'>,
  topics: readonly string[],
  since?: number,
): Promise<void> {
  const owner = { userId, credential };
  await table.addConnection(connectionId, owner, 10, Date.now());
  const saidAtMs = Date.now();
  await table.setTopics(connectionId, topics, saidAtMs);
  queue.tell({
    type: 'subscribe',
    connectionId,
    ...owner,
    topics: [...topics],
    ...(since === undefined ? {} : { since }),
    saidAtMs,
  });
}

/** Whoever pushes, with a queue and connections that the test holds. */
export class Pushing {
  readonly said = new Map<string, ServerMessage[]>();
  readonly closed: string[] = [];
  readonly gone = new Set<string>();
  readonly figures: LiveFigures[] = [];
  readonly problems: string[] = [];
  nexts = 0;
  /** So often nobody can be started. */
  failingStarts = 0;
  remainingMs = 900_000;
  /** Ahead of the real clock. */
  aheadMs = 0;
  renewals = 0;
  readonly #world: { readonly table: LiveTable; readonly queue: LiveQueue; readonly databases: Databases };

  /** @param world outlives who pushes */
  constructor(world: {
    readonly table: LiveTable;
    readonly queue: LiveQueue;
    readonly databases: Databases;
  }) {
    this.#world = world;
  }

  run(): ReturnType<typeof pushLive> {
    const { table, queue, databases } = this.#world;
    const parts: PushParts = {
      table: {
        ...table,
        renewPush: async (holder, untilMs) => {
          const isRenewed = await table.renewPush(holder, untilMs);
          this.renewals += 1;
          return isRenewed;
        },
      },
      queue,
      poster: {
        post: (connectionId, text) => {
          if (this.gone.has(connectionId)) return Promise.resolve('gone');
          const heard = this.said.get(connectionId) ?? [];
          heard.push(serverMessage.parse(JSON.parse(text)));
          this.said.set(connectionId, heard);
          return Promise.resolve('sent');
        },
        close: (connectionId) => {
          this.closed.push(connectionId);
          return Promise.resolve();
        },
      },
      databases,
      startNext: () => {
        if (this.failingStarts > 0) {
          this.failingStarts -= 1;
          return Promise.reject(new Error('throttled'));
        }
        this.nexts += 1;
        return Promise.resolve();
      },
      report: (figures) => {
        this.figures.push(figures);
        return Promise.resolve();
      },
      onProblem: (what) => this.problems.push(what),
      holder: randomUUID(),
      remainingMs: () => this.remainingMs,
      nowMs: () => Date.now() + this.aheadMs,
      sleep: (ms) => sleep(Math.min(ms, 20)),
    };
    return pushLive(parts);
  }

  /** Lets time pass without losing the lease, which has to be renewed meanwhile. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5_000) {
      const before = this.renewals;
      this.aheadMs += Math.min(left, 5_000);
      await until('the lease is renewed', LIMIT_MS, () => this.renewals > before);
    }
  }

  messages(connectionId: string): LiveMessage[] {
    return (this.said.get(connectionId) ?? []).flatMap((one) => (one.type === 'batch' ? one.messages : []));
  }

  hears(connectionId: string, what: string, is: (message: ServerMessage) => boolean): Promise<void> {
    return until(`${connectionId} hears ${what}`, LIMIT_MS, () =>
      (this.said.get(connectionId) ?? []).some(is),
    );
  }
}

/** What `store-batch` announces. */
export function balancesStored(balances: readonly { terminalId: number; total: string }[]) {
  return {
    type: 'stored' as const,
    id: randomUUID(),
    committedAtMs: Date.now(),
    balances: balances.map(({ terminalId, total }) => ({
      terminalId,
      receivedAtMs: Date.now(),
      available: total,
      total,
      isRunning: true,
      version: 756,
    })),
    liveness: [],
    orders: [],
    errors: [],
    charts: [],
  };
}

export const hasTotal =
  (total: string) =>
  (message: ServerMessage): boolean =>
    message.type === 'batch' &&
    message.messages.some((one) => one.kind === 'terminal' && one.total === total);

export const isSubscribed = ({ type }: ServerMessage): boolean => type === 'subscribed';
