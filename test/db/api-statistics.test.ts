import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readSequence } from '../../core/fleet/statistics/read-sequence.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { findScope } from '../../core/fleet/statistics/statistic-filter.ts';
import { startTestApi, type TestApi } from '../support/api-calls.ts';
import { makeFleet, makeOrder, makeTerminal, type OrderRow } from '../support/fleet-rows.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const ADA = 1;
const BORIS = 2;
const NOW = new Date('2026-04-02T10:07:00Z');

let test: TestDatabase;
let api: TestApi;
let token: string;
let alpha: number;
let beta: number;
let foreign: number;

beforeAll(async () => {
  test = await createTestDatabase('api_statistics');
  api = startTestApi(test.url);
  api.now = NOW;
  token = await api.tokenOf(ADA);
  const fleet = await makeFleet(test.database, ADA);
  alpha = await makeTerminal(test.database, fleet, 'Alpha');
  beta = await makeTerminal(test.database, fleet, '=Beta()');
  foreign = await makeTerminal(test.database, await makeFleet(test.database, BORIS), 'Foreign');
  await test.database.query(
    `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'Fast')`,
    [beta],
  );
  await close({ terminalId: alpha, closedAt: '2026-04-01T22:30:00Z', profit: '10', strategy: 'Moon' });
  await close({ terminalId: alpha, closedAt: '2026-04-02T08:00:00Z', profit: '-4', strategy: 'Drop, fast' });
  await close({ terminalId: beta, closedAt: '2026-04-02T09:00:00Z', profit: '3.5', strategy: null });
  await close({ terminalId: beta, closedAt: '2026-04-02T09:30:00Z', profit: '0.00001', currency: 'BTC' });
  await close({ terminalId: beta, closedAt: '2026-04-02T09:30:00Z', profit: '999', isEmulator: true });
  await close({ terminalId: alpha, closedAt: '2026-04-02T09:30:00Z', profit: '50', deleted: true });
  await close({ terminalId: alpha, closedAt: '2026-03-30T09:30:00Z', profit: '7', strategy: 'Moon' });
  await close({ terminalId: foreign, closedAt: '2026-04-02T09:30:00Z', profit: '5000' });
  await makeOrder(test.database, { terminalId: alpha, openedAt: '2026-04-02T09:00:00Z', strategy: 'Moon' });
  await makeOrder(test.database, { terminalId: foreign, openedAt: '2026-04-02T09:00:00Z' });
  // The rows above were not written by store-batch.
  await test.database.query(`select mark_closed_orders('-infinity')`);
  await refreshPart(test.database);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

async function close(order: Omit<OrderRow, 'openedAt'> & { readonly closedAt: string }): Promise<void> {
  const openedAt = new Date(Date.parse(order.closedAt) - 60_000).toISOString();
  await makeOrder(test.database, { ...order, openedAt });
}

const get = (path: string, as = token) => api.call('GET', `/api/statistics${path}`, { token: as });

const rows = z.array(
  z.object({
    name: z.string().nullish(),
    currency: z.string().nullable(),
    result: z.object({ profit: z.string() }),
  }),
);
const profits = (body: Readonly<Record<string, unknown>>) =>
  rows.parse(body.rows).map(({ name, result }) => [name, result.profit]);

describe('GET /api/statistics', () => {
  it('tells real money by currency, without what is deleted, emulated or of other people', async () => {
    const { status, body, headers } = await get('?period=today&timeZone=Europe/Moscow');

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'private, max-age=5' });
    expect(body).toMatchObject({
      from: '2026-04-01T21:00:00.000Z',
      to: null,
      timeZone: 'Europe/Moscow',
      previous: { from: '2026-03-31T21:00:00.000Z', to: '2026-04-01T10:15:00.000Z' },
      currencies: [
        {
          currency: 'USDT',
          openOrders: 1,
          result: {
            orders: 3,
            wins: 2,
            losses: 1,
            profit: '9.5',
            spent: '300',
            averageProfit: '3.16666667',
            winRate: 66.6667,
            profitFactor: 3.375,
            roi: 3.1667,
            averageDurationS: 60,
          },
          sequence: {
            drawdown: { amount: '4', percentOfPeak: 40 },
            longestWins: 1,
            longestLosses: 1,
            best: '10',
            worst: '-4',
          },
          previous: { orders: 0, profit: '0', profitFactor: null, roi: null },
        },
        { currency: 'BTC', result: { profit: '0.00001', profitFactor: null } },
      ],
    });
    expect(Date.parse(String(body.asOf))).not.toBeNaN();
  });

  it.each([
    ['&emulator=true', ['999']],
    ['&terminalIds=ALPHA', ['-4']],
    ['&group=fast', ['0.00001', '3.5']],
    ['&strategies=Drop\\, fast', ['-4']],
    ['&strategies=Drop\\, fast,', ['-0.5', '0.00001']],
    ['&currency=BTC', ['0.00001']],
    ['&terminalIds=FOREIGN', []],
    ['&symbols=nothing', []],
  ])('filters by %s', async (filter, expected) => {
    const path = filter.replace('ALPHA', String(alpha)).replace('FOREIGN', String(foreign));
    const { body } = await get(`?period=today&timeZone=UTC${encodeURI(path)}`);
    const { currencies } = z
      .object({
        currencies: z.array(z.object({ result: z.object({ orders: z.int(), profit: z.string() }) })),
      })
      .parse(body);

    // The order of before midnight UTC is not of today.
    expect(currencies.filter(({ result }) => result.orders > 0).map(({ result }) => result.profit)).toEqual(
      expected,
    );
  });

  it('begins the day by the settings of the caller, whose calendar a custom day is of as well', async () => {
    await test.database.query(`update users set time_zone = 'Asia/Kathmandu' where id = $1`, [ADA]);
    try {
      const { body } = await get('?period=custom&from=2026-04-02&to=2026-04-02');

      expect(body).toMatchObject({
        timeZone: 'Asia/Kathmandu',
        from: '2026-04-01T18:15:00.000Z',
        to: '2026-04-02T18:15:00.000Z',
        previous: { from: '2026-03-31T18:15:00.000Z', to: '2026-04-01T18:15:00.000Z' },
      });
    } finally {
      await test.database.query('update users set time_zone = null where id = $1', [ADA]);
    }
  });

  it.each([
    ['?period=custom', 'period'],
    ['?period=today&from=2026-04-02', 'period'],
    ['?period=custom&from=2026-04-03&to=2026-04-01', 'to'],
    ['?period=custom&from=yesterday', 'from'],
    ['?timeZone=Mars/Olympus', 'timeZone'],
    ['?terminalIds=1,,2', 'terminalIds'],
    ['/timeline?period=all&step=hour&from=2020-01-01', 'period'],
    ['/breakdown?by=mood', 'by'],
    ['/breakdown?by=symbol&cursor=abc', 'cursor'],
  ])('says what is wrong with %s', async (path, field) => {
    const { status, body } = await get(path);

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it("tells nobody of another's fleet, and the member of none of nothing", async () => {
    const { rows: fleets } = await test.database.query<{ id: string }>(
      `select fleet_id::text as id from terminals where id = $1`,
      [foreign],
    );
    const stranger = await api.tokenOf(3);

    expect((await get(`?fleetId=${fleets[0]?.id ?? ''}`)).status).toBe(404);
    for (const path of ['', '/breakdown?by=terminal', '/timeline', '/orders-extremes'])
      expect((await get(path, stranger)).status).toBe(200);
    expect((await get('', stranger)).body).toMatchObject({ currencies: [] });
    expect(JSON.stringify((await get('/orders-extremes?period=all')).body)).not.toContain('5000');
  });

  it('leaves out what would need too many orders read one by one', async () => {
    const filter = { userId: ADA, isEmulator: false, group: 'Fast' };
    const scope = await findScope(test.database, filter);
    const all = { from: null, to: null };

    expect(await readSequence(test.database, scope, all, 'USDT', 250_001)).toBeUndefined();
    expect((await readSequence(test.database, scope, all, 'USDT', 250_000))?.orders).toBe(1);
  });
});

describe('GET /api/statistics/breakdown', () => {
  it('pages through all rows once, the best or the worst first within a currency', async () => {
    const seen: unknown[] = [];
    let path: string | undefined = '/breakdown?by=strategy&period=all&limit=1';
    while (path !== undefined) {
      const { body } = await get(path);
      expect(body).toMatchObject({ total: 4, by: 'strategy' });
      seen.push(...profits(body));
      path =
        typeof body.nextCursor === 'string'
          ? `/breakdown?by=strategy&period=all&limit=1&cursor=${body.nextCursor}`
          : undefined;
    }

    expect(seen).toEqual([
      ['Moon', '17'],
      [null, '3.5'],
      ['Drop, fast', '-4'],
      [null, '0.00001'],
    ]);
    expect(
      profits((await get('/breakdown?by=strategy&period=all&sort=-profit&currency=USDT')).body)[0],
    ).toEqual(['Drop, fast', '-4']);
    expect((await get('/breakdown?by=strategy&period=all&limit=1')).body).toMatchObject({
      rows: [{ best: '10', worst: '7' }],
    });
  });

  it.each([
    // Two have one order each: which of them is next is nobody's promise.
    ['orders', ['Moon']],
    ['spent', ['Moon']],
    ['-profit', ['Drop, fast', null, 'Moon']],
    ['roi', ['Moon', null, 'Drop, fast']],
    ['name', ['Drop, fast', 'Moon', null]],
  ])('is sorted by %s', async (sort, names) => {
    const { body } = await get(`/breakdown?by=strategy&period=all&currency=USDT&sort=${sort}`);

    expect(
      profits(body)
        .map(([name]) => name)
        .slice(0, names.length),
    ).toEqual(names);
  });

  it.each([
    ['terminal', { name: 'Alpha', terminalId: expect.any(Number), result: { profit: '13' } }],
    ['symbol', { name: 'XRP', result: { profit: '16.5' } }],
    ['hour', { hour: 4, result: { profit: '10' } }],
    ['weekday', { weekday: 1, result: { profit: '7' } }],
    ['heatmap', { weekday: 1, hour: 15, result: { profit: '7' } }],
    ['day', { date: '2026-03-30', result: { profit: '7' } }],
    ['month', { date: '2026-03', result: { profit: '7' } }],
  ])('is by %s', async (by, first) => {
    // New Delhi is five and a half hours ahead.
    const { body } = await get(`/breakdown?by=${by}&period=all&timeZone=Asia/Kolkata`);

    expect(z.array(z.unknown()).parse(body.rows)[0]).toMatchObject({ currency: 'USDT', ...first });
  });

  it('is exported as a table in which a name is no formula', async () => {
    const { text, headers } = await api.ask('GET', '/api/statistics/export?by=terminal&period=all', {
      token,
    });

    expect(headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
    const [header, ...lines] = z.array(z.array(z.string())).parse(parse(text, { bom: true }));
    expect(header?.slice(0, 7)).toEqual([
      'currency',
      'terminal_id',
      'terminal',
      'orders',
      'wins',
      'losses',
      'profit',
    ]);
    expect(lines.map((line) => [line[0], line[2], line[6]])).toEqual([
      ['USDT', 'Alpha', '13'],
      ['USDT', "'=Beta()", '3.5'],
      ['BTC', "'=Beta()", '0.00001'],
    ]);
    const heatMap = await api.ask('GET', '/api/statistics/export?by=heatmap&period=all', { token });
    expect(heatMap.text).toContain('currency,weekday,hour,orders');
  });
});

describe('GET /api/statistics/timeline', () => {
  it('tells the profit of each step and what it has come to', async () => {
    const { body } = await get('/timeline?period=week&step=day&timeZone=Europe/Moscow');

    expect(body).toMatchObject({
      step: 'day',
      currencies: [
        {
          currency: 'USDT',
          points: [
            { at: '2026-03-29T21:00:00.000Z', profit: '7', runningProfit: '7' },
            { at: '2026-04-01T21:00:00.000Z', profit: '9.5', runningProfit: '16.5' },
          ],
        },
        { currency: 'BTC' },
      ],
    });
  });

  it('keeps the hour that the clock shows twice as two', async () => {
    for (const closedAt of ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z'])
      await close({ terminalId: beta, closedAt, profit: '1', currency: 'EUR' });
    await test.database.query(`select mark_closed_orders('-infinity')`);
    await refreshPart(test.database);

    const { body } = await get(
      '/timeline?period=custom&from=2025-10-26&to=2025-10-26&step=hour&timeZone=Europe/Berlin',
    );

    expect(body).toMatchObject({
      currencies: [{ points: [{ at: '2025-10-26T00:00:00.000Z' }, { at: '2025-10-26T01:00:00.000Z' }] }],
    });
  });
});

describe('GET /api/statistics/orders-extremes', () => {
  it('tells the orders themselves, wins among the best and losses among the worst', async () => {
    const { body } = await get('/orders-extremes?period=all&currency=USDT');

    expect(body).toMatchObject({
      currencies: [
        {
          currency: 'USDT',
          best: [
            { profit: '10', terminalName: 'Alpha', strategy: 'Moon' },
            { profit: '7' },
            { profit: '3.5', terminalId: beta },
          ],
          worst: [{ profit: '-4', status: 'Closed' }],
        },
      ],
    });
  });
});
