import { randomUUID } from 'node:crypto';
import type { LiveMessage } from '../../core/live/live-messages.ts';
import { credentialOf, readValid, readViewers } from '../../core/live/read-viewers.ts';
import {
  balancesStored as stored,
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

const RUN = '7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31';

let live: LiveStores;
let store: LiveStores['store'];
let databases: LiveStores['databases'];
let table: LiveStores['table'];
let ann: Person;
let bob: Person;
const queue = new LiveQueue();
const tell: LiveQueue['tell'] = (news) => queue.tell(news);

beforeAll(async () => {
  live = await openLiveStores('live_push');
  ({ store, databases, table } = live);
  ann = await makePerson(store, 901);
  bob = await makePerson(store, 902);
});
afterAll(() => live.close());

const newPushing = (): Pushing => new Pushing({ table, queue, databases });
const connect = (id: string, person: Person, topics: readonly string[], since?: number): Promise<void> =>
  connectTo({ table, queue }, id, person, topics, since);

describe('whoever pushes to the live connections', () => {
  it('ends at once when nobody is connected, and leaves the lease', async () => {
    expect(await newPushing().run()).toBe('nobody');
    expect(await table.readPush()).toMatchObject({ holder: undefined });
  });

  it('tells each person of their own terminals, and nobody of another', async () => {
    const pushing = newPushing();
    await connect('ann-1', ann, ['fleet', `terminal:${ann.terminalId}`]);
    await connect('bob-1', bob, ['fleet', `terminal:${ann.terminalId}`, 'orders']);
    const running = pushing.run();
    await pushing.hears('ann-1', 'the subscription', isSubscribed);
    await pushing.hears('bob-1', 'the subscription', isSubscribed);
    tell(
      stored([
        { terminalId: ann.terminalId, total: '11' },
        { terminalId: bob.terminalId, total: '22' },
      ]),
    );
    tell({
      ...stored([]),
      liveness: [{ terminalId: bob.terminalId, isOnline: false, changedAtMs: Date.now() + 60_000 }],
    });
    await pushing.hears('ann-1', 'her balance', hasTotal('11'));
    await pushing.hears('bob-1', 'that his is silent', (one) => JSON.stringify(one).includes('silent'));

    expect(pushing.messages('ann-1').map((one) => one.kind === 'terminal' && one.terminalId)).toEqual([
      ann.terminalId,
    ]);
    expect(
      new Set(pushing.messages('bob-1').map((one) => one.kind === 'terminal' && one.terminalId)),
    ).toEqual(new Set([bob.terminalId]));
    // Nothing was announced in the first seconds, since nobody watched: whoever came in them reads once more.
    await pushing.pass(10_000);
    await pushing.hears('ann-1', 'that she has to read once more', ({ type }) => type === 'reset');
    // Another one that is started meanwhile sees that the lease is held, and goes.
    expect(await newPushing().run()).toBe('another');

    // What somebody puts into the queue that is no news hurts nobody.
    queue.put('rubbish');
    tell({ type: 'answer', connectionId: 'ann-1', answer: 'pong', reason: '' });
    await pushing.hears('ann-1', 'the answer to a ping', ({ type }) => type === 'pong');

    pushing.remainingMs = 0;
    expect(await running).toBe('time');
    expect(pushing.nexts).toBe(1);
  });

  it('hands over without a break: what was stored in between arrives, and nobody has to read again', async () => {
    tell(stored([{ terminalId: ann.terminalId, total: '33' }]));
    const next = newPushing();
    const running = next.run();
    await next.hears('ann-1', 'what was stored between the two', hasTotal('33'));

    expect(next.said.get('ann-1')?.map(({ type }) => type)).toEqual(['batch']);
    next.remainingMs = 0;
    await running;
  });

  it('has everybody read again after one that died: what it knew is not known', async () => {
    await table.takePush('dead', Date.now() - 1, Date.now());
    const next = newPushing();
    const running = next.run();
    await next.hears('ann-1', 'something', () => true);

    expect(next.said.get('ann-1')?.[0]).toMatchObject({ type: 'subscribed', isResumed: false });
    next.remainingMs = 0;
    await running;
  });

  it('tells of a command from its beginning to its end, of alerts, and of a pause, by looking into the database', async () => {
    const pushing = newPushing();
    const running = pushing.run();
    await connect('ann-2', ann, ['commands', `run:${RUN}`, 'alarms', 'fleet']);
    await connect('bob-2', bob, ['commands', `run:${RUN}`, 'alarms']);
    await pushing.hears('ann-2', 'the subscription', isSubscribed);
    await pushing.pass(5_000);
    await store.database.query(
      `with run as (insert into command_runs (id, fleet_id, source, target, command, timeout_ms, idempotency_key, created_at, expires_at)
         values ($1, $2, 'api', 'all', 'lst', 1000, 'live', now(), now() + interval '1 minute') returning id, created_at)
       insert into command_results (created_at, run_id, terminal_id) select created_at, id, $3 from run`,
      [RUN, ann.fleetId, ann.terminalId],
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
      [ann.fleetId, bob.userId],
    );
    await store.database.query('update terminals set enabled = false where id = $1', [ann.terminalId]);
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
        terminalId: ann.terminalId,
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
    const pushing = newPushing();
    const running = pushing.run();
    await connect('ann-3', ann, ['fleet']);
    await pushing.hears('ann-3', 'the subscription', isSubscribed);
    await store.database.query('update terminals set enabled = true where id = $1', [ann.terminalId]);
    tell(stored([{ terminalId: ann.terminalId, total: '44' }]));
    await pushing.hears('ann-3', 'a balance', hasTotal('44'));
    const last = pushing.said.get('ann-3')?.at(-1);
    const since = last !== undefined && 'seq' in last ? last.seq : 0;
    pushing.gone.add('ann-3');
    tell(stored([{ terminalId: ann.terminalId, total: '55' }]));
    await until('the row of the broken one is removed', LIMIT_MS, async () =>
      (await table.listConnections(Date.now())).every(({ connectionId }) => connectionId !== 'ann-3'),
    );
    await connect('ann-4', ann, ['fleet'], since);
    await pushing.hears('ann-4', 'what it missed', hasTotal('55'));
    expect(pushing.said.get('ann-4')?.[0]).toMatchObject({ type: 'subscribed', isResumed: true, seq: since });

    await store.database.query('update api_tokens set revoked_at = now() where user_id = $1', [ann.userId]);
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
      [bob.userId],
    );

    const viewers = await readViewers(store.database, [ann.userId, bob.userId, 999_999]);

    expect([...viewers.keys()]).toEqual([ann.userId]);
    expect([...(viewers.get(ann.userId)?.fleets ?? [])]).toEqual([ann.fleetId]);
  });

  it('ends with the session, or with the key, by which they came', async () => {
    const session = randomUUID();
    await store.database.query(
      `insert into api_sessions (id, user_id, source, created_at, last_used_at, expires_at, family_sha256, refresh_sha256)
       values ($1, $2, 'test', now(), now(), now() + interval '1 day', sha256('f'), sha256('r'))`,
      [session, ann.userId],
    );
    const credentials = [credentialOf(session, 'x'), ann.credential, credentialOf(randomUUID(), 'x')];

    expect([...(await readValid(store.database, credentials, new Date()))]).toEqual([credentials[0]]);
    expect([
      ...(await readValid(store.database, credentials, new Date(Date.now() + 2 * 86_400_000))),
    ]).toEqual([]);
  });
});
