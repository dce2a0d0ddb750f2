import { createHash } from 'node:crypto';
import { z } from 'zod';
import { chartAnswer } from '../../core/api/charts/chart-shapes.ts';
import { buildChart } from '../../core/mooncmd/build-chart.ts';
import { strategiesText } from '../../core/mooncmd/build-datagrams.ts';
import { startTestApi, type TestApi } from '../support/api-calls.ts';
import { addMember } from '../support/command-fleet.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let store: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  store = await createTestDatabase('api_feeds');
});
beforeEach(() => {
  api = startTestApi(store.url);
});
afterEach(() => api.close());
afterAll(() => store.close());

async function rows(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await store.database.query<Record<string, unknown>>(text, values)).rows;
}

let nextPerson = 100_000;
const newPerson = (): number => (nextPerson += 1);

interface Owned {
  readonly owner: number;
  readonly token: string;
  readonly fleetId: string;
  readonly a: number;
  readonly b: number;
}

/** An owner with a fleet of two terminals. */
async function newFleet(): Promise<Owned> {
  const owner = newPerson();
  const fleetId = await makeFleet(store.database, owner);
  return {
    owner,
    token: await api.tokenOf(owner),
    fleetId,
    a: await makeTerminal(store.database, fleetId, 'A'),
    b: await makeTerminal(store.database, fleetId, 'B'),
  };
}

describe('balances', () => {
  const tell = (terminalId: number, minute: string, available: string, total: string) =>
    rows('insert into balance_history (terminal_id, minute, available, total) values ($1, $2, $3, $4)', [
      terminalId,
      minute,
      available,
      total,
    ]);

  it('are summed by currency and state of the terminals', async () => {
    const { token, a, b, fleetId } = await newFleet();
    const c = await makeTerminal(store.database, fleetId, 'C');
    for (const [id, total] of [
      [a, '100.00000001'],
      [b, '200'],
    ] as const)
      await rows(
        'insert into balances (terminal_id, received_at, available, total, is_running) values ($1, $2, 10, $3, true)',
        [id, api.now, total],
      );
    await makeOrder(store.database, { terminalId: a, openedAt: '2026-01-01T00:00:00Z', currency: 'USDT' });
    await makeOrder(store.database, { terminalId: b, openedAt: '2026-01-01T00:00:00Z', currency: 'USDT' });

    expect((await api.call('GET', '/api/balances', { token })).body.totals).toEqual([
      {
        currency: 'USDT',
        state: 'online',
        terminals: 2,
        told: 2,
        available: '20',
        total: '300.00000001',
      },
      { currency: null, state: 'never', terminals: 1, told: 0, available: '0', total: '0' },
    ]);
    await rows('update terminals set removed_at = now() where id = any($1)', [[b, c]]);
    expect((await api.call('GET', '/api/balances', { token })).body.totals).toMatchObject([
      { terminals: 1, total: '100.00000001' },
    ]);
  });

  it('are a curve in which a terminal that falls silent keeps its last one', async () => {
    const { token, a, b, fleetId } = await newFleet();
    await tell(a, '2026-03-09T20:00:00Z', '1', '10');
    await tell(a, '2026-03-10T00:10:00Z', '2', '11');
    await tell(a, '2026-03-10T00:50:00Z', '3', '12');
    await tell(b, '2026-03-10T01:30:00Z', '5', '100.5');
    await tell(a, '2026-03-10T02:00:00Z', '4', '9');
    const other = await newFleet();
    await tell(other.a, '2026-03-10T01:00:00Z', '1000', '1000');
    const query = 'from=2026-03-10T00:00:00Z&to=2026-03-10T03:30:00Z&step=3600';

    const { body } = await api.call('GET', `/api/balances/history?fleetId=${fleetId}&${query}`, { token });

    expect(body).toEqual({
      from: '2026-03-10T00:00:00.000Z',
      to: '2026-03-10T03:30:00.000Z',
      stepSeconds: 3_600,
      curves: [
        {
          currency: null,
          points: [
            { at: '2026-03-10T01:00:00.000Z', available: '3', total: '12', terminals: 1 },
            { at: '2026-03-10T02:00:00.000Z', available: '8', total: '112.5', terminals: 2 },
            { at: '2026-03-10T03:00:00.000Z', available: '9', total: '109.5', terminals: 2 },
          ],
        },
      ],
    });
    // What was told before holds.
    const later = 'from=2026-03-11T00:00:00Z&to=2026-03-11T02:00:00Z&step=3600';
    expect(
      (await api.call('GET', `/api/balances/history?terminalId=${a}&${later}`, { token })).body.curves,
    ).toEqual([
      {
        currency: null,
        points: [{ at: '2026-03-11T01:00:00.000Z', available: '4', total: '9', terminals: 1 }],
      },
    ]);
  });

  it('never have more points than a chart shows, whatever step is asked for', async () => {
    const { token, a } = await newFleet();
    api.now = new Date('2026-03-10T00:00:00Z');
    const fresh = await api.tokenOf(newPerson());
    const { body } = await api.call(
      'GET',
      `/api/balances/history?from=2024-01-01T00:00:00Z&step=60&to=2026-03-01T00:00:00Z`,
      { token: fresh },
    );

    expect(body).toMatchObject({ stepSeconds: 43_200, curves: [] });
    const wrong = `/api/balances/history?terminalId=${a}&from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z`;
    expect((await api.call('GET', wrong, { token })).status).toBe(400);
    expect((await api.call('GET', `/api/balances/history?terminalId=${a}`, { token: fresh })).status).toBe(
      404,
    );
  });
});

describe('strategies', () => {
  const tell = (terminalId: number, pack: number, data: string) =>
    rows('insert into strategies (terminal_id, pack_number, data, received_at) values ($1, $2, $3, $4)', [
      terminalId,
      pack,
      data,
      '2026-03-10T00:00:00Z',
    ]);
  const longs = strategiesText('Longs', [
    { name: 'Alpha', parameters: { SignalType: 'MoonShot', OrderSize: '25', Comment: '' } },
    { name: 'Beta', parameters: { OrderSize: '30', Coins: 'A=B, C' } },
  ]);

  it('are told by folder, with what each is set to', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, 1, longs);
    await tell(a, 2, strategiesText('Shorts', [{ name: 'Gamma' }]));
    const read = async (query = '') =>
      (await api.call('GET', `/api/terminals/${a}/strategies${query}`, { token })).body;

    expect(await read()).toEqual({
      receivedAt: '2026-03-10T00:00:00.000Z',
      unreadablePacks: 0,
      count: 3,
      strategies: [
        {
          name: 'Alpha',
          folder: 'Longs',
          parameterCount: 4,
          parameters: [
            { name: 'StrategyName', value: 'Alpha' },
            { name: 'SignalType', value: 'MoonShot' },
            { name: 'OrderSize', value: '25' },
            { name: 'Comment', value: '' },
          ],
        },
        {
          name: 'Beta',
          folder: 'Longs',
          parameterCount: 3,
          parameters: [
            { name: 'StrategyName', value: 'Beta' },
            { name: 'OrderSize', value: '30' },
            { name: 'Coins', value: 'A=B, C' },
          ],
        },
        {
          name: 'Gamma',
          folder: 'Shorts',
          parameterCount: 1,
          parameters: [{ name: 'StrategyName', value: 'Gamma' }],
        },
      ],
    });
    expect(await read('?parameters=false&strategy=beta')).toMatchObject({
      strategies: [{ name: 'Beta', folder: 'Longs', parameterCount: 3 }],
    });
    expect((await api.call('GET', `/api/terminals/${b}/strategies`, { token })).body).toEqual({
      receivedAt: null,
      unreadablePacks: 0,
      count: 0,
      strategies: [],
    });
    const stranger = await api.tokenOf(newPerson());
    expect((await api.call('GET', `/api/terminals/${a}/strategies`, { token: stranger })).status).toBe(404);
  });

  it('of many megabytes come in parts that an answer can hold', async () => {
    const { token, a } = await newFleet();
    const parameters = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`Parameter${n}`, 'v'.repeat(100)]),
    );
    for (let pack = 1; pack <= 4; pack += 1)
      await tell(
        a,
        pack,
        strategiesText(
          'F',
          Array.from({ length: 25 }, (_, n) => ({ name: `S${pack}-${n}`, parameters })),
        ),
      );

    const names: string[] = [];
    let cursor = '';
    let parts = 0;
    do {
      const { text } = await api.ask('GET', `/api/terminals/${a}/strategies${cursor}`, { token });
      expect(text.length).toBeLessThan(3_000_000);
      const page = z
        .object({ strategies: z.array(z.object({ name: z.string() })), nextCursor: z.string().optional() })
        .parse(JSON.parse(text));
      names.push(...page.strategies.map(({ name }) => name));
      parts += 1;
      cursor = page.nextCursor === undefined ? '' : `?cursor=${page.nextCursor}`;
    } while (cursor !== '');

    expect(parts).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(100);
    expect(names).toHaveLength(100);
  });

  it('teach the names of parameters, with the commonest values', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, 1, longs);
    await tell(b, 1, strategiesText('X', [{ name: 'Alpha', parameters: { OrderSize: '25' } }]));
    await tell((await newFleet()).a, 1, strategiesText('X', [{ name: 'S', parameters: { Secret: '1' } }]));

    const { body } = await api.call('GET', '/api/strategies/parameters', { token });

    expect(body.parameters).toEqual([
      { name: 'Coins', strategies: 1, values: ['A=B, C'] },
      { name: 'Comment', strategies: 1, values: [''] },
      { name: 'OrderSize', strategies: 3, values: ['25', '30'] },
      { name: 'SignalType', strategies: 1, values: ['MoonShot'] },
      { name: 'StrategyName', strategies: 3, values: ['Alpha', 'Beta'] },
    ]);
  });

  it('are changed by lines, with lines that take it back', async () => {
    const { token, a } = await newFleet();
    await tell(a, 1, longs);
    const changes = [
      { strategy: 'alpha', parameter: 'ordersize', value: '50' },
      { strategy: 'Alpha', parameter: 'Comment', value: 'more  words' },
      { strategy: 'Beta', parameter: 'Coins', value: '' },
      { strategy: 'Beta', parameter: 'OrderSize', value: '30' },
    ];

    const pack = await api.call('POST', '/api/strategies/set-param-pack', {
      token,
      body: { terminalId: a, changes },
    });

    expect(pack).toMatchObject({
      status: 200,
      body: {
        commands: [
          'SetParam "Alpha" OrderSize 50',
          'SetParam "Alpha" Comment more  words',
          'SetParam "Beta" Coins empty',
        ],
        revert: [
          'SetParam "Beta" Coins A=B, C',
          'SetParam "Alpha" Comment empty',
          'SetParam "Alpha" OrderSize 25',
        ],
        unchanged: [3],
      },
    });
  });

  it('are not changed where a name is not known, and every wrong change is told', async () => {
    const { token, a, b, fleetId } = await newFleet();
    await tell(a, 1, longs);
    const ask = (terminalId: number, changes: unknown[], as = token) =>
      api.call('POST', '/api/strategies/set-param-pack', { token: as, body: { terminalId, changes } });
    const good = { strategy: 'Alpha', parameter: 'OrderSize', value: '1' };

    expect(
      await ask(a, [
        good,
        { ...good, strategy: 'Nobody' },
        { ...good, parameter: 'Nothing' },
        { ...good, parameter: 'Comment', value: 'a\nb' },
      ]),
    ).toMatchObject({
      status: 422,
      body: {
        errors: [
          { field: 'changes.1.strategy', is: 'unknown' },
          { field: 'changes.2.parameter', is: 'unknown' },
          { field: 'changes.3.value', is: 'has-line-break' },
        ],
      },
    });
    expect(await ask(b, [good])).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('GetStrategiesFull') },
    });
    const viewer = newPerson();
    await addMember(store.database, fleetId, viewer, 'viewer');
    expect((await ask(a, [good], await api.tokenOf(viewer))).status).toBe(403);
    expect((await ask(a, [good], await api.tokenOf(newPerson()))).status).toBe(404);
  });
});

describe('errors', () => {
  const tell = async (terminalId: number, receivedAt: string, code: number | null, symbol: string | null) =>
    rows(
      `insert into api_errors (terminal_id, error_text, error_time, symbol, error_code, received_at) values ($1, 'text', null, $2, $3, $4)`,
      [terminalId, symbol, code, receivedAt],
    );

  it('come newest first, page by page, by every filter, and are counted', async () => {
    const { token, a, b } = await newFleet();
    await tell(a, '2026-03-10T00:00:00Z', 400, 'XRP');
    await tell(b, '2026-03-10T01:00:00Z', -2019, 'XRP');
    await tell(b, '2026-03-10T01:00:00Z', -2019, null);
    await tell(a, '2026-03-10T02:00:00Z', null, '1000PEPE');
    await tell((await newFleet()).a, '2026-03-10T02:00:00Z', 400, 'XRP');
    const read = async (query: string) => (await api.call('GET', `/api/errors?${query}`, { token })).body;
    const codesOf = (body: Record<string, unknown>) =>
      z
        .array(z.object({ code: z.number().nullable() }))
        .parse(body.errors)
        .map(({ code }) => code);

    const first = await read('limit=2');
    const second = await read(`limit=2&cursor=${z.string().parse(first.nextCursor)}`);
    expect([first, second].flatMap(codesOf)).toEqual([null, -2019, -2019, 400]);
    expect(second).not.toHaveProperty('nextCursor');
    expect(codesOf(await read('code=-2019'))).toHaveLength(2);
    expect(codesOf(await read('symbol=xrp'))).toEqual([-2019, 400]);
    expect(codesOf(await read(`terminalId=${a}&from=2026-03-10T00:00:00Z&to=2026-03-10T02:00:00Z`))).toEqual([
      400,
    ]);

    const span = 'from=2026-03-10T00:00:00Z&to=2026-03-10T02:00:00.001Z';
    expect((await api.call('GET', `/api/errors/summary?${span}`, { token })).body).toEqual({
      from: '2026-03-10T00:00:00.000Z',
      to: '2026-03-10T02:00:00.001Z',
      total: 4,
      byTerminal: [
        { terminalId: a, name: 'A', errors: 2, newestAt: '2026-03-10T02:00:00.000Z' },
        { terminalId: b, name: 'B', errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
      ],
      byCode: [
        { code: -2019, errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
        { code: null, errors: 1, newestAt: '2026-03-10T02:00:00.000Z' },
        { code: 400, errors: 1, newestAt: '2026-03-10T00:00:00.000Z' },
      ],
      bySymbol: [
        { symbol: 'XRP', errors: 2, newestAt: '2026-03-10T01:00:00.000Z' },
        { symbol: '1000PEPE', errors: 1, newestAt: '2026-03-10T02:00:00.000Z' },
        { symbol: null, errors: 1, newestAt: '2026-03-10T01:00:00.000Z' },
      ],
    });
    expect(
      (
        await api.call('GET', '/api/errors/summary?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z', {
          token,
        })
      ).body,
    ).toMatchObject({
      total: 0,
      byTerminal: [],
      byCode: [],
      bySymbol: [],
    });
  });
});

describe('errors of more terminals than are asked one by one', () => {
  it('are the same page by page as all at once, however far they lie apart', async () => {
    const owner = newPerson();
    const fleetId = await makeFleet(store.database, owner);
    const token = await api.tokenOf(owner);
    await rows(
      `insert into terminals (fleet_id, name, host, port) select $1, 'E' || n, '10.88.0.' || n, 2500 from generate_series(1, 120) as n`,
      [fleetId],
    );
    // From now on back in time, ever further apart, some at one moment.
    await rows(
      `insert into api_errors (terminal_id, error_text, received_at)
       select id, name, $2::timestamptz - (id % 40) * (id % 40) * (id % 40) * interval '30 minutes' from terminals where fleet_id = $1`,
      [fleetId, api.now],
    );
    const expected = await rows(
      `select e.id::text from api_errors e join terminals t on t.id = e.terminal_id where t.fleet_id = $1
        order by e.received_at desc, e.id desc`,
      [fleetId],
    );
    const page = z.object({
      errors: z.array(z.object({ id: z.string() })),
      nextCursor: z.string().optional(),
    });

    const told: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const given: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await api.call('GET', `/api/errors?limit=17${given}`, { token });
      const { errors, nextCursor } = page.parse(body);
      told.push(...errors.map(({ id }) => id));
      cursor = nextCursor;
    }

    expect(told).toHaveLength(120);
    expect(told).toEqual(expected.map(({ id }) => id));
  });

  it('are counted of at most 92 days', async () => {
    const { token } = await newFleet();
    const summary = async (from: string) =>
      (await api.call('GET', `/api/errors/summary?from=${from}&to=2026-04-03T00:00:00Z`, { token })).status;

    expect(await summary('2026-01-01T00:00:00Z')).toBe(200);
    expect(await summary('2025-12-31T00:00:00Z')).toBe(400);
    expect(await summary('2026-04-03T00:00:00Z')).toBe(400);
  });
});

describe('charts', () => {
  async function tell(terminalId: number, orderId: string, trades: number): Promise<void> {
    const bytes = buildChart({
      marketName: 'USDT-XRP',
      marketCurrency: 'USDT',
      startAtMs: 1_764_800_000_000,
      endAtMs: 1_764_800_420_000,
      history: Array.from({ length: trades }, (_, n) => ({
        timeMs: 1_764_800_000_000 + n * 10,
        price: n === 7_777 ? 99 : 2 + (n % 10) / 100,
      })),
      trades: [
        { timeMs: 1_764_800_002_000, price: -2.2 },
        { timeMs: 1_764_800_001_000, price: 2.1 },
        { timeMs: 1_764_800_003_000, price: Number.NaN },
      ],
      sessionProfit: 3.4,
    });
    await rows(
      `insert into charts (terminal_id, order_id, market_name, market_currency, session_profit, bytes, bytes_sha256, received_at)
       values ($1, $2, 'USDT-XRP', 'USDT', 3.4, $3, $4, now())`,
      [terminalId, orderId, bytes, createHash('sha256').update(bytes).digest()],
    );
  }

  it('of an order is told as it can be drawn, thinned out, its peaks kept', async () => {
    const { token, a } = await newFleet();
    await tell(a, '48213', 20_000);

    const answer = await api.ask('GET', `/api/orders/${a}/48213/chart`, { token });

    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    const chart = chartAnswer.parse(JSON.parse(answer.text));
    expect(chart).toMatchObject({
      terminalId: a,
      orderId: '48213',
      marketName: 'USDT-XRP',
      startAtMs: 1_764_800_000_000,
      buys: { timesMs: [1_764_800_001_000], prices: [2.1] },
      sells: { timesMs: [1_764_800_002_000], prices: [2.2] },
      counts: { history: 20_000, buys: 1, sells: 1 },
    });
    expect(chart.history.prices.length).toBeLessThanOrEqual(5_000);
    expect(chart.history.prices.length).toBeGreaterThan(2_000);
    expect(Math.max(...chart.history.prices)).toBe(99);
    expect(chart.history.timesMs).toEqual([...chart.history.timesMs].sort((one, other) => one - other));
  });

  it('that is known already is not sent again, till a newer one comes', async () => {
    const { token, a } = await newFleet();
    await tell(a, '1', 3);
    const path = `/api/orders/${a}/1/chart`;
    const first = await api.ask('GET', path, { token });
    const tag = z.string().parse(first.headers.etag);

    const again = await api.ask('GET', path, { token, headers: { 'if-none-match': `"x", W/${tag}` } });
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
    expect(again.headers['cache-control']).toContain('private');
    const stranger = await api.tokenOf(newPerson());
    expect((await api.ask('GET', path, { token: stranger, headers: { 'if-none-match': tag } })).status).toBe(
      404,
    );

    await tell(a, '1', 4);
    const newer = await api.ask('GET', path, { token, headers: { 'if-none-match': tag } });
    expect(newer.status).toBe(200);
    expect(newer.headers.etag).not.toBe(tag);
  });

  it('of a terminal are listed newest first, with their orders', async () => {
    const { token, a } = await newFleet();
    const orderId = await makeOrder(store.database, {
      terminalId: a,
      openedAt: '2026-01-01T00:00:00Z',
      profit: '1.5',
      strategy: 'Alpha',
    });
    await tell(a, '5', 1);
    await tell(a, orderId, 2);
    const read = async (query: string) =>
      (await api.call('GET', `/api/terminals/${a}/charts?${query}`, { token })).body;

    const first = await read('limit=1');
    const second = await read(`limit=1&cursor=${z.string().parse(first.nextCursor)}`);

    expect(first.charts).toMatchObject([
      { orderId, symbol: 'XRP', strategy: 'Alpha', profit: '1.5', currency: 'USDT', sessionProfit: '3.4' },
    ]);
    expect(second.charts).toMatchObject([{ orderId: '5', symbol: null, profit: null }]);
    expect(second).not.toHaveProperty('nextCursor');
    expect(await api.call('GET', `/api/orders/${a}/${orderId}`, { token })).toMatchObject({
      body: { hasChart: true },
    });
  });

  it('whose bytes cannot be read are none', async () => {
    const { token, a } = await newFleet();
    await rows(
      `insert into charts (terminal_id, order_id, bytes, bytes_sha256, received_at) values ($1, 9, 'xy', 'z', now())`,
      [a],
    );

    expect((await api.call('GET', `/api/orders/${a}/9/chart`, { token })).status).toBe(404);
  });
});
