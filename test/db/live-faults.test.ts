import { randomUUID } from 'node:crypto';
import { endWatch } from '../../core/live/watch.ts';
import {
  balancesStored,
  connect as connectTo,
  hasTotal,
  isSubscribed,
  LIMIT_MS,
  type LiveStores,
  makePerson,
  openLiveStores,
  type Person,
  Pushing,
} from '../support/live-pushing.ts';
import { LiveQueue } from '../support/live-queue.ts';
import { until } from '../support/until.ts';

let live: LiveStores;
let databases: LiveStores['databases'];
let table: LiveStores['table'];
let store: LiveStores['store'];
let isDatabaseAway = false;
let queue: LiveQueue;
let pushing: Pushing;
let running: ReturnType<Pushing['run']>;
let ann: Person;
let people = 900;

beforeAll(async () => {
  live = await openLiveStores('live_faults');
  ({ store, table } = live);
  const { databases: real } = live;
  databases = {
    ...real,
    write: real.write,
    read: (freshness, query) =>
      isDatabaseAway ? Promise.reject(new Error('away')) : real.read(freshness, query),
    end: () => real.end(),
  };
});
afterAll(() => live.close());

/** Each test has a person of its own with one connection, and who pushes to it. */
beforeEach(async () => {
  people += 1;
  isDatabaseAway = false;
  queue = new LiveQueue();
  ann = await makePerson(store, people);
  await connect(first(), ['fleet', 'commands']);
  pushing = newPushing();
  running = pushing.run();
  await pushing.hears(first(), 'the subscription', isSubscribed);
});
afterEach(async () => {
  await end();
  for (const { connectionId, userId } of await table.listConnections(Date.now()))
    await table.removeConnection(connectionId, userId);
  // What is handed over is for the next one of the same test.
  await table.takePush('nobody', Date.now() + 1_000, Date.now());
  await table.releasePush('nobody', undefined);
});

const newPushing = (): Pushing => new Pushing({ table, queue, databases });
const first = (): string => `first-${people}`;
const connect = (id: string, topics: readonly string[]): Promise<void> =>
  connectTo({ table, queue }, id, ann, topics);
const heard = (id: string): string[] => (pushing.said.get(id) ?? []).map(({ type }) => type);

function end(): ReturnType<Pushing['run']> {
  pushing.remainingMs = 0;
  return running;
}

/** The next one begins. */
function begin(aheadMs = 0): void {
  pushing = newPushing();
  pushing.aheadMs = aheadMs;
  running = pushing.run();
}

describe('whoever pushes to the live connections', () => {
  it('closes a connection that subscribes after its person has signed out, without a word of the fleet', async () => {
    const idle = `idle-${people}`;
    await table.addConnection(idle, ann, 10, Date.now());
    await store.database.query('update api_tokens set revoked_at = now() where user_id = $1', [ann.userId]);
    await end();
    begin();
    const saidAtMs = Date.now();
    queue.tell({ type: 'subscribe', connectionId: idle, ...owner(), topics: ['fleet'], saidAtMs });
    queue.tell(balancesStored([{ terminalId: ann.terminalId, total: '7' }]));
    await until('both are closed', LIMIT_MS, () =>
      [idle, first()].every((id) => pushing.closed.includes(id)),
    );
    await until('the balance was read', LIMIT_MS, () => queue.isRead);

    expect([heard(idle), heard(first())]).toEqual([[], []]);
  });

  it('goes on by itself when the database was away as it began, and has those read again whose rights came late', async () => {
    await end();
    isDatabaseAway = true;
    begin();
    await until('it has tried', LIMIT_MS, () => pushing.problems.includes('viewers'));
    isDatabaseAway = false;
    await pushing.pass(5_000);
    await pushing.hears(first(), 'that it has to read again', ({ type }) => type === 'reset');

    queue.tell(balancesStored([{ terminalId: ann.terminalId, total: '8' }]));
    await pushing.hears(first(), 'its balance', hasTotal('8'));
    expect(pushing.closed).toEqual([]);
  });

  it('starts the next one though the first tries fail', async () => {
    pushing.failingStarts = 2;

    expect(await end()).toBe('time');
    expect(pushing.nexts).toBe(1);
  });

  it('does not believe what was handed over when it begins so late that news may be gone', async () => {
    await end();
    begin(45_000);
    await pushing.hears(first(), 'that it has to read again', ({ type }) => type === 'reset');

    expect(pushing.said.get(first())?.[0]).toMatchObject({ type: 'subscribed', isResumed: false });
  });

  it('takes no message after another one took the lease, and begins anew when that one is gone', async () => {
    await until('all is read', LIMIT_MS, () => queue.isRead);
    const atMs = Date.now();
    await table.takePush('another', atMs + 60_000, atMs + 900_000);
    const reports = pushing.figures.length;
    pushing.aheadMs += 5_000;
    await until('the session is over', LIMIT_MS, () => pushing.figures.length > reports);
    queue.tell(balancesStored([{ terminalId: ann.terminalId, total: '9' }]));
    const before = heard(first()).length;
    expect(queue.isRead).toBe(false);

    pushing.aheadMs += 70_000;
    await until('what was said meanwhile is read', LIMIT_MS, () => queue.isRead);
    await until('everybody is told to read again', LIMIT_MS, () =>
      heard(first()).slice(before).includes('reset'),
    );
  });

  it('closes who talks without end, and answers the others', async () => {
    const loud = `loud-${people}`;
    await table.addConnection(loud, ann, 10, Date.now());
    for (let count = 0; count < 150; count += 1)
      queue.tell({ type: 'answer', connectionId: loud, answer: 'pong', reason: '' });
    queue.tell({ type: 'answer', connectionId: first(), answer: 'pong', reason: '' });
    await pushing.hears(first(), 'its pong', ({ type }) => type === 'pong');
    await until('it is closed', LIMIT_MS, () => pushing.closed.includes(loud));

    await until('all is read', LIMIT_MS, () => queue.isRead);

    expect(pushing.closed.filter((id) => id === loud)).toHaveLength(1);
    expect(heard(loud)).toHaveLength(100);
  });

  it('closes who pings and has no row, since it would never hear anything else', async () => {
    queue.tell({ type: 'answer', connectionId: 'given up', answer: 'pong', reason: '' });
    await pushing.hears('given up', 'its pong', ({ type }) => type === 'pong');
    await pushing.pass(5_000);

    await until('it is closed', LIMIT_MS, () => pushing.closed.length > 0);
    expect(pushing.closed).toEqual(['given up']);
  });

  it('tells of a run that ended a moment before somebody looked: the page may show it open', async () => {
    await end();
    const id = randomUUID();
    await store.database.query(
      `insert into command_runs (id, fleet_id, source, target, command, timeout_ms, idempotency_key, created_at, expires_at, settled_at)
       values ($1, $2, 'api', 'all', 'lst', 1000, 'ended', now() - interval '1 minute', now(), now())`,
      [id, ann.fleetId],
    );
    begin();
    const told = () => pushing.messages(first()).filter(({ kind }) => kind === 'run');
    await until('it is told', LIMIT_MS, () => told().length > 0);

    expect(told()).toMatchObject([{ id, settledAt: expect.any(String) }]);
  });

  it('has everybody read again when what was stored was not announced for a while', async () => {
    const resets = (): number => heard(first()).filter((type) => type === 'reset').length;
    await pushing.pass(20_000);
    const before = resets();
    await endWatch(store.database);
    await pushing.pass(20_000);

    await until('it is told', LIMIT_MS, () => resets() > before);
    expect(resets()).toBe(before + 1);
  });
});

function owner(): { userId: number; credential: string } {
  return { userId: ann.userId, credential: ann.credential };
}
