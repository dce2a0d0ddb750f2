import { z } from 'zod';
import type { QueueWatch } from '../../core/aws/queue-watch.ts';
import { QueueOnlyKeepsError, QueueUnknownError } from '../../core/aws/queue-watch.ts';
import { DATAGRAM_KINDS } from '../../core/contracts/datagram-kinds.ts';
import { readQueueMessage } from '../../core/fleet/store/read-queue-message.ts';
import { storeBatches } from '../../core/fleet/store/store-batches.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { useTestApi } from '../support/test-api.ts';

let token: string;
/** What the records queue does with a call; by default `store-batch` reads it at once. */
let send: (messages: readonly { readonly body: string }[]) => Promise<readonly number[]>;

const queues: QueueWatch = {
  names: ['records', 'updates'],
  readDepths: () =>
    Promise.resolve([{ name: 'records', waiting: 3, inFlight: 0, deadLetters: 2, canRedrive: true }]),
  redrive: (name) => {
    if (name === 'updates') return Promise.reject(new QueueOnlyKeepsError('none'));
    if (name !== 'records') return Promise.reject(new QueueUnknownError('none'));
    return Promise.resolve({ how: 'task', messages: 2 });
  },
};

const { api, store, rows } = useTestApi('api_dead_letters', {
  system: {
    queues,
    probeCache: () => Promise.resolve({ state: 'none', latencyMs: null }),
    sendRecords: (messages) => send(messages),
    alarms: { stage: 'test', readStates: () => Promise.resolve([]) },
  },
});
beforeEach(async () => {
  await rows('truncate dead_letters, stored_batches, balances, datagram_log, orders, audit');
  send = storeAtOnce;
  token = await api.tokenOf(1);
});

async function storeAtOnce(messages: readonly { readonly body: string }[]): Promise<readonly number[]> {
  const batches = messages.map(({ body }) => readQueueMessage(body));
  await storeBatches(store.database, batches, {
    loggedKinds: new Set(DATAGRAM_KINDS),
    memory: new HistoryMemory(),
  });
  return [];
}

async function addLetter(payload: string | Buffer, reason = 'database_22003', kind = 'acc'): Promise<string> {
  const { rows: added } = await store.database.query<{ id: string }>(
    `insert into dead_letters (terminal_id, received_at, kind, reason, detail, payload, batch_id)
     values (7, '2026-11-21T09:00:00.123Z', $1, $2, 'why', $3, 'old') returning id::text`,
    [kind, reason, Buffer.isBuffer(payload) ? payload : Buffer.from(payload)],
  );
  return added[0]?.id ?? '';
}

const GOOD = JSON.stringify({ cmd: 'acc', bot: 'b', data: { A: 1, T: 2, S: true, V: 756 } });
const BAD = '{"cmd":"acc"';

const lettersOf = (body: unknown): Record<string, unknown>[] =>
  z.looseObject({ letters: z.array(z.record(z.string(), z.unknown())) }).parse(body).letters;
const actions = () =>
  rows(`select action, actor_id::int, subject from audit where action <> 'api.sign-in' order by id`);

describe('dead letters', () => {
  it('are listed newest first, in pages, with counts by reason and a text that is cut', async () => {
    await addLetter(GOOD);
    await addLetter('ж'.repeat(400), 'malformed_json');
    await addLetter(Buffer.from([0x1f, 0x8b, 0xff, 0xfe, 0x00, 0x81]), 'malformed_json');

    const first = await api.call('GET', '/api/dead-letters?limit=2', { token });
    const cursor = z.looseObject({ nextCursor: z.string() }).parse(first.body).nextCursor;
    const second = await api.call('GET', `/api/dead-letters?limit=2&cursor=${cursor}`, { token });
    const ofReason = await api.call('GET', '/api/dead-letters?reason=malformed_json&terminalId=7', { token });

    expect(first.body).toMatchObject({
      reasons: [
        { reason: 'malformed_json', letters: 2 },
        { reason: 'database_22003', letters: 1 },
      ],
      letters: [
        { preview: null, bytes: 6, terminalId: 7, terminalName: null },
        { preview: 'ж'.repeat(250), bytes: 800, receivedAt: '2026-11-21T09:00:00.123Z' },
      ],
    });
    expect(lettersOf(second.body)).toMatchObject([{ preview: GOOD, reason: 'database_22003' }]);
    expect(lettersOf(ofReason.body)).toHaveLength(2);
  });

  it('are for administrators', async () => {
    const stranger = await api.tokenOf(55);
    for (const [method, path] of [
      ['GET', '/api/dead-letters'],
      ['DELETE', '/api/dead-letters?reason=x&confirm=0'],
      ['GET', '/api/dead-letter-queues'],
      ['POST', '/api/dead-letter-queues/records/redrive'],
    ] as const)
      expect((await api.call(method, path, { token: stranger })).status).toBe(403);
    expect(
      (await api.call('POST', '/api/dead-letters/redrive', { token: stranger, body: { ids: ['1'] } })).status,
    ).toBe(403);
  });

  it('are stored again by whatever stores all records, and tell what became of each', async () => {
    const [good, bad] = [await addLetter(GOOD), await addLetter(BAD)];

    const { body } = await api.call('POST', '/api/dead-letters/redrive', {
      token,
      body: { ids: [good, bad, '999999'] },
    });

    expect(body).toEqual({
      letters: [
        { id: good, outcome: 'stored' },
        { id: bad, outcome: 'refused', reason: expect.any(String), detail: expect.any(String) },
        { id: '999999', outcome: 'unknown' },
      ],
      left: 0,
    });
    const { rows: balances } = await store.database.query('select terminal_id::int from balances');
    expect(balances).toEqual([{ terminal_id: 7 }]);
    const { rows: left } = await store.database.query('select id::text, batch_id from dead_letters');
    expect(left).toEqual([{ id: expect.not.stringMatching(`^${bad}$`), batch_id: `dead-letter-${bad}` }]);
    expect(await actions()).toEqual([
      { action: 'dead-letters.redrive', actor_id: 1, subject: { letters: 3 } },
    ]);
  });

  it('are stored once, however often they are sent', async () => {
    await addLetter(GOOD, 'database_40001');
    send = async (messages) => {
      await storeAtOnce(messages);
      return storeAtOnce(messages);
    };

    await api.call('POST', '/api/dead-letters/redrive', { token, body: { reason: 'database_40001' } });

    const { rows } = await store.database.query('select count(*)::int as n from datagram_log');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('stay where they are when the queue does not take them', async () => {
    const [one, two] = [await addLetter(GOOD), await addLetter(GOOD)];
    send = async (messages) => {
      await storeAtOnce(messages.slice(0, 1));
      return [1];
    };

    const partly = await api.call('POST', '/api/dead-letters/redrive', { token, body: { ids: [one, two] } });
    send = () => Promise.reject(new Error('away'));
    const away = await api.call('POST', '/api/dead-letters/redrive', { token, body: { ids: [two] } });

    expect(lettersOf(partly.body)).toEqual([
      { id: one, outcome: 'stored' },
      { id: two, outcome: 'not-sent' },
    ]);
    expect(away).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect((await store.database.query('select id::text from dead_letters')).rows).toEqual([{ id: two }]);
  });

  it('are discarded only when their number is confirmed', async () => {
    await addLetter(GOOD, 'x');
    const [id] = [await addLetter(GOOD, 'x')];

    const asked = await api.call('DELETE', '/api/dead-letters?reason=x', { token });
    const wrong = await api.call('DELETE', '/api/dead-letters?reason=x&confirm=1', { token });
    const one = await api.call('DELETE', `/api/dead-letters?ids=${id}&confirm=1`, { token });
    const rest = await api.call('DELETE', '/api/dead-letters?reason=x&confirm=1', { token });

    expect(asked).toMatchObject({ status: 409, body: { count: 2 } });
    expect(wrong.status).toBe(409);
    expect([one.body, rest.body]).toEqual([{ discarded: 1 }, { discarded: 1 }]);
    expect(await actions()).toHaveLength(2);
    expect((await api.call('DELETE', '/api/dead-letters?confirm=1', { token })).status).toBe(400);
  });
});

describe('dead-letter queues', () => {
  it('are listed with their counts, and sent back by name', async () => {
    const listed = await api.call('GET', '/api/dead-letter-queues', { token });
    const sent = await api.call('POST', '/api/dead-letter-queues/records/redrive', { token });

    expect(listed.body).toEqual({
      queues: [{ name: 'records', waiting: 3, inFlight: 0, deadLetters: 2, canRedrive: true }],
    });
    expect(sent.body).toEqual({ how: 'task', messages: 2, hasMore: false });
    expect(await actions()).toEqual([
      { action: 'queue.redrive', actor_id: 1, subject: { queue: 'records', how: 'task', messages: 2 } },
    ]);
  });

  it('say why they cannot be', async () => {
    expect(await api.call('POST', '/api/dead-letter-queues/updates/redrive', { token })).toMatchObject({
      status: 409,
      body: { title: 'Nowhere to go back to' },
    });
    expect(await api.call('POST', '/api/dead-letter-queues/others/redrive', { token })).toMatchObject({
      status: 404,
      body: { detail: 'There are: records, updates.' },
    });
  });
});
