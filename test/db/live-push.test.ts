import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveTable } from '../../core/aws/live-table.ts';
import type { QueueMessage } from '../../core/aws/queue-reader.ts';
import { type LiveNews, type StoredNews, writeNews } from '../../core/contracts/live-news.ts';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { serverMessage, type LiveMessage, type ServerMessage } from '../../core/live/live-messages.ts';
import { pushLive } from '../../core/live/push-live.ts';
import type { LiveFigures, PushParts } from '../../core/live/push-parts.ts';
import { credentialOf, readValid, readViewers } from '../../core/live/read-viewers.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { openSocketsTable } from '../support/sockets-table.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const ANN = 901;
const BOB = 902;
const RUN = '7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31';
const LIMIT_MS = 20_000;

let store: TestDatabase;
let databases: Databases;
let table: LiveTable;
let closeTable: () => Promise<void>;
let annsFleet: string;
let annsTerminal: number;
let bobsTerminal: number;
const annsToken = 'a'.repeat(43);

beforeAll(async () => {
  [store, { table, close: closeTable }] = await Promise.all([
    createTestDatabase('live_push'),
    openSocketsTable(),
  ]);
  databases = openDatabases({
    writer: { url: store.url },
    reader: { url: store.url },
    applicationName: 'test',
    maxConnections: 3,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
  for (const id of [ANN, BOB])
    await store.database.query(`insert into users (id, first_name) values ($1, 'x')`, [id]);
  annsFleet = await makeFleet(store.database, ANN);
  annsTerminal = await makeTerminal(store.database, annsFleet, 'of ann');
  bobsTerminal = await makeTerminal(store.database, await makeFleet(store.database, BOB), 'of bob');
  await store.database.query(
    `insert into api_tokens (token_sha256, user_id, source, created_at, expires_at)
     values (sha256($1), $2, 'test', now(), now() + interval '1 hour')`,
    [Buffer.from(annsToken), ANN],
  );
});
afterAll(async () => {
  await Promise.all([databases.end(), store.close(), closeTable()]);
});

/** Whoever pushes, with a queue and connections that the test holds. */
class Pushing {
  readonly said = new Map<string, ServerMessage[]>();
  readonly closed: string[] = [];
  readonly gone = new Set<string>();
  readonly figures: LiveFigures[] = [];
  readonly problems: unknown[] = [];
  nexts = 0;
  remainingMs = 900_000;
  /** Ahead of the real clock. */
  aheadMs = 0;
  renewals = 0;
  #queue: QueueMessage[];

  /** @param queue what was said and stored; it outlives who reads it */
  constructor(queue: QueueMessage[]) {
    this.#queue = queue;
  }

  run(): ReturnType<typeof pushLive> {
    const parts: PushParts = {
      table: {
        ...table,
        renewPush: async (holder, untilMs) => {
          const isRenewed = await table.renewPush(holder, untilMs);
          this.renewals += 1;
          return isRenewed;
        },
      },
      queue: {
        receive: async () => {
          if (this.#queue.length === 0) await sleep(5);
          return this.#queue.splice(0, 10);
        },
        remove: () => Promise.resolve(),
      },
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
        this.nexts += 1;
        return Promise.resolve();
      },
      report: (figures) => {
        this.figures.push(figures);
        return Promise.resolve();
      },
      onProblem: (what, error) => this.problems.push([what, error]),
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

const queue: QueueMessage[] = [];
const tell = (news: LiveNews): void => {
  queue.push({ receiptHandle: '', body: writeNews(news) ?? '' });
};

async function connect(
  connectionId: string,
  userId: number,
  topics: readonly string[],
  since?: number,
): Promise<void> {
  const owner = { userId, credential: credentialOf(null, userId === ANN ? annsToken : 'b') };
  await table.addConnection(connectionId, owner, 10, Date.now());
  const saidAtMs = Date.now();
  await table.setTopics(connectionId, topics, saidAtMs);
  tell({
    type: 'subscribe',
    connectionId,
    ...owner,
    topics: [...topics],
    ...(since === undefined ? {} : { since }),
    saidAtMs,
  });
}

function stored(balances: readonly { terminalId: number; total: string }[]): StoredNews {
  return {
    type: 'stored',
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

const hasTotal =
  (total: string) =>
  (message: ServerMessage): boolean =>
    message.type === 'batch' &&
    message.messages.some((one) => one.kind === 'terminal' && one.total === total);
const isSubscribed = ({ type }: ServerMessage): boolean => type === 'subscribed';

describe('whoever pushes to the live connections', () => {
  it('ends at once when nobody is connected, and leaves the lease', async () => {
    expect(await new Pushing(queue).run()).toBe('nobody');
    expect(await table.readPush()).toMatchObject({ holder: undefined });
  });

  it('tells each person of their own terminals, and nobody of another', async () => {
    const pushing = new Pushing(queue);
    await connect('ann-1', ANN, ['fleet', `terminal:${annsTerminal}`]);
    await connect('bob-1', BOB, ['fleet', `terminal:${annsTerminal}`, 'orders']);
    const running = pushing.run();
    await pushing.hears('ann-1', 'the subscription', isSubscribed);
    await pushing.hears('bob-1', 'the subscription', isSubscribed);
    tell(
      stored([
        { terminalId: annsTerminal, total: '11' },
        { terminalId: bobsTerminal, total: '22' },
      ]),
    );
    tell({
      ...stored([]),
      liveness: [{ terminalId: bobsTerminal, isOnline: false, changedAtMs: Date.now() + 60_000 }],
    });
    await pushing.hears('ann-1', 'her balance', hasTotal('11'));
    await pushing.hears('bob-1', 'that his is silent', (one) => JSON.stringify(one).includes('silent'));

    expect(pushing.messages('ann-1').map((one) => one.kind === 'terminal' && one.terminalId)).toEqual([
      annsTerminal,
    ]);
    expect(
      new Set(pushing.messages('bob-1').map((one) => one.kind === 'terminal' && one.terminalId)),
    ).toEqual(new Set([bobsTerminal]));
    // Nothing was announced in the first seconds, since nobody watched: whoever came in them reads once more.
    await pushing.pass(10_000);
    await pushing.hears('ann-1', 'that she has to read once more', ({ type }) => type === 'reset');
    // Another one that is started meanwhile sees that the lease is held, and goes.
    expect(await new Pushing(queue).run()).toBe('another');

    // What somebody puts into the queue that is no news hurts nobody.
    queue.push({ receiptHandle: '', body: 'rubbish' });
    tell({ type: 'answer', connectionId: 'ann-1', answer: 'pong', reason: '' });
    await pushing.hears('ann-1', 'the answer to a ping', ({ type }) => type === 'pong');

    pushing.remainingMs = 0;
    expect(await running).toBe('time');
    expect(pushing.nexts).toBe(1);
  });

  it('hands over without a break: what was stored in between arrives, and nobody has to read again', async () => {
    tell(stored([{ terminalId: annsTerminal, total: '33' }]));
    const next = new Pushing(queue);
    const running = next.run();
    await next.hears('ann-1', 'what was stored between the two', hasTotal('33'));

    expect(next.said.get('ann-1')?.map(({ type }) => type)).toEqual(['batch']);
    next.remainingMs = 0;
    await running;
  });

  it('has everybody read again after one that died: what it knew is not known', async () => {
    await table.takePush('dead', Date.now() - 1, Date.now());
    const next = new Pushing(queue);
    const running = next.run();
    await next.hears('ann-1', 'something', () => true);

    expect(next.said.get('ann-1')?.[0]).toMatchObject({ type: 'subscribed', isResumed: false });
    next.remainingMs = 0;
    await running;
  });

  it('tells of a command from its beginning to its end, of alerts, and of a pause, by looking into the database', async () => {
    const pushing = new Pushing(queue);
    const running = pushing.run();
    await connect('ann-2', ANN, ['commands', `run:${RUN}`, 'alarms', 'fleet']);
    await connect('bob-2', BOB, ['commands', `run:${RUN}`, 'alarms']);
    await pushing.hears('ann-2', 'the subscription', isSubscribed);
    await pushing.pass(5_000);
    await store.database.query(
      `with run as (insert into command_runs (id, fleet_id, source, target, command, timeout_ms, idempotency_key, created_at, expires_at)
         values ($1, $2, 'api', 'all', 'lst', 1000, 'live', now(), now() + interval '1 minute') returning id, created_at)
       insert into command_results (created_at, run_id, terminal_id) select created_at, id, $3 from run`,
      [RUN, annsFleet, annsTerminal],
    );
    const ofRun = (): LiveMessage[] => pushing.messages('ann-2').filter(({ kind }) => kind === 'run');
    await until('the run is told', LIMIT_MS, () => ofRun().length > 0);
    await store.database.query(
      `update command_results set state = 'answered', reply = 'hello', settled_at = clock_timestamp() where run_id = $1`,
      [RUN],
    );
    await store.database.query('update command_runs set settled_at = clock_timestamp() where id = $1', [RUN]);
    await store.database.query(
      `insert into alerts (fleet_id, kind, user_id, subject, occurred_at) values ($1, 'loss', $2, '{}', now()), ($1, 'silent', null, '{"count":1}', now())`,
      [annsFleet, BOB],
    );
    await store.database.query('update terminals set enabled = false where id = $1', [annsTerminal]);
    await pushing.pass(10_000);
    const told = (): LiveMessage[] => pushing.messages('ann-2');
    await until('everything is told', LIMIT_MS, () =>
      ['run', 'result', 'alert', 'terminal'].every((kind) => told().some((one) => one.kind === kind)),
    );
    await until('the end of the run is told', LIMIT_MS, () =>
      told().some((one) => one.kind === 'run' && one.settledAt !== null && one.counts.answered === 1),
    );

    expect(told()).toContainEqual(
      expect.objectContaining({
        kind: 'result',
        terminalId: annsTerminal,
        state: 'answered',
        reply: 'hello',
      }),
    );
    await until('the pause is told', LIMIT_MS, () =>
      told().some((one) => one.kind === 'terminal' && one.state === 'paused'),
    );
    // A loss beyond the limit of one person is theirs alone.
    expect(told().filter(({ kind }) => kind === 'alert')).toMatchObject([{ alert: 'silent' }]);
    expect(pushing.messages('bob-2')).toEqual([]);
    pushing.remainingMs = 0;
    await running;
  });

  it('resumes a connection that broke, and closes one whose person has signed out', async () => {
    const pushing = new Pushing(queue);
    const running = pushing.run();
    await connect('ann-3', ANN, ['fleet']);
    await pushing.hears('ann-3', 'the subscription', isSubscribed);
    await store.database.query('update terminals set enabled = true where id = $1', [annsTerminal]);
    tell(stored([{ terminalId: annsTerminal, total: '44' }]));
    await pushing.hears('ann-3', 'a balance', hasTotal('44'));
    const last = pushing.said.get('ann-3')?.at(-1);
    const since = last !== undefined && 'seq' in last ? last.seq : 0;
    pushing.gone.add('ann-3');
    tell(stored([{ terminalId: annsTerminal, total: '55' }]));
    await until('the row of the broken one is removed', LIMIT_MS, async () =>
      (await table.listConnections(Date.now())).every(({ connectionId }) => connectionId !== 'ann-3'),
    );
    await connect('ann-4', ANN, ['fleet'], since);
    await pushing.hears('ann-4', 'what it missed', hasTotal('55'));
    expect(pushing.said.get('ann-4')?.[0]).toMatchObject({ type: 'subscribed', isResumed: true, seq: since });

    await store.database.query('update api_tokens set revoked_at = now() where user_id = $1', [ANN]);
    await pushing.pass(35_000);
    await until('her connections are closed', LIMIT_MS, () => pushing.closed.includes('ann-4'));
    pushing.remainingMs = 0;
    await running;
    expect(await table.listConnections(Date.now())).not.toContainEqual(
      expect.objectContaining({ connectionId: 'ann-4' }),
    );
  });
});

describe('what a person may see', () => {
  it('is nothing for who is blocked or unknown, and the fleets that they are in for everybody else', async () => {
    await store.database.query(
      `insert into bot_users (bot, user_id, blocked_at) values ('fleet', $1, now())`,
      [BOB],
    );

    const viewers = await readViewers(store.database, [ANN, BOB, 999_999]);

    expect([...viewers.keys()]).toEqual([ANN]);
    expect([...(viewers.get(ANN)?.fleets ?? [])]).toEqual([annsFleet]);
  });

  it('ends with the session, or with the key, by which they came', async () => {
    const session = randomUUID();
    await store.database.query(
      `insert into api_sessions (id, user_id, source, created_at, last_used_at, expires_at, family_sha256, refresh_sha256)
       values ($1, $2, 'test', now(), now(), now() + interval '1 day', sha256('f'), sha256('r'))`,
      [session, ANN],
    );
    const credentials = [
      credentialOf(session, 'x'),
      credentialOf(null, annsToken),
      credentialOf(randomUUID(), 'x'),
    ];

    expect([...(await readValid(store.database, credentials, new Date()))]).toEqual([credentials[0]]);
    expect([
      ...(await readValid(store.database, credentials, new Date(Date.now() + 2 * 86_400_000))),
    ]).toEqual([]);
  });
});
