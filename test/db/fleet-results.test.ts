import { listOrders, type OrderCursor } from '../../core/fleet/orders/list-orders.ts';
import { readProfit, readProfitBy } from '../../core/fleet/results/read-profit.ts';
import { makeFleet, makeOrder, makeTerminal } from '../support/fleet-rows.ts';
import { useTestDatabase } from '../support/test-database.ts';

const ADA = 1;
const BORIS = 2;
/** Sunday evening in Moscow, still Sunday afternoon in UTC. */
const NOW = new Date('2026-03-29T18:30:00Z');

const test = useTestDatabase('fleet_results');
let fleet: string;
let alpha: number;
let beta: number;
let foreign: number;

beforeAll(async () => {
  fleet = await makeFleet(test.database, ADA);
  alpha = await makeTerminal(test.database, fleet, 'Alpha');
  beta = await makeTerminal(test.database, fleet, 'Beta');
  foreign = await makeTerminal(test.database, await makeFleet(test.database, BORIS), 'Foreign');
});
beforeEach(() => test.database.query('truncate orders'));

const question = (more: object = {}) => ({
  userId: ADA,
  fleetId: fleet,
  period: 'today' as const,
  timeZone: 'UTC',
  now: NOW,
  ...more,
});
const closed = (terminalId: number, closedAt: string, profit: string, more: object = {}) =>
  makeOrder(test.database, { terminalId, openedAt: '2026-03-01T00:00:00Z', closedAt, profit, ...more });

describe('profit', () => {
  it('sums each currency by itself and keeps the emulator apart, without a rounding error', async () => {
    await closed(alpha, '2026-03-29T10:00:00Z', '0.1');
    await closed(alpha, '2026-03-29T11:00:00Z', '0.2');
    await closed(beta, '2026-03-29T11:00:00Z', '-0.00000001', { currency: 'BTC' });
    await closed(beta, '2026-03-29T12:00:00Z', '999', { isEmulator: true });

    expect(await readProfit(test.database, question())).toEqual([
      { currency: 'USDT', isEmulator: false, orders: 2, winners: 2, profit: '0.3', spent: '200' },
      { currency: 'BTC', isEmulator: false, orders: 1, winners: 0, profit: '-0.00000001', spent: '100' },
      { currency: 'USDT', isEmulator: true, orders: 1, winners: 1, profit: '999', spent: '100' },
    ]);
  });

  it('counts neither deleted nor open orders, nor those of other people', async () => {
    await closed(alpha, '2026-03-29T10:00:00Z', '5', { deleted: true });
    await makeOrder(test.database, { terminalId: alpha, openedAt: '2026-03-29T10:00:00Z', profit: '7' });
    await closed(foreign, '2026-03-29T10:00:00Z', '9');

    expect(await readProfit(test.database, question())).toEqual([]);
    expect(await readProfit(test.database, question({ terminalId: foreign }))).toEqual([]);
  });

  it.each([
    // Berlin's clocks went forward that night: the day began at 23:00 UTC and has 23 hours.
    ['today', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-28T22:59:59Z'],
    ['today', 'Europe/Moscow', '2026-03-28T21:00:00Z', '2026-03-28T20:59:59Z'],
    // New York is four hours behind: its Monday began at 04:00 UTC.
    ['week', 'America/New_York', '2026-03-23T04:00:00Z', '2026-03-23T03:59:59Z'],
    ['month', 'UTC', '2026-03-01T00:00:00Z', '2026-02-28T23:59:59Z'],
  ] as const)('begins %s by the calendar of %s', async (period, timeZone, first, before) => {
    await closed(alpha, first, '1');
    await closed(alpha, before, '10');

    const [sum] = await readProfit(test.database, question({ period, timeZone }));
    expect(sum?.profit).toBe('1');
  });

  it('is told by terminal and by strategy, the best first, in pages', async () => {
    await closed(alpha, '2026-03-29T10:00:00Z', '1', { strategy: 'Moon' });
    await closed(beta, '2026-03-29T10:00:00Z', '3', { strategy: 'Drop' });
    await closed(beta, '2026-03-29T10:00:00Z', '-9');

    const terminals = await readProfitBy(test.database, 'terminal', question(), { offset: 0, limit: 10 });
    const strategies = await readProfitBy(test.database, 'strategy', question(), { offset: 1, limit: 1 });

    expect(terminals.rows.map(({ name, terminalId, profit }) => [name, terminalId, profit])).toEqual([
      ['Alpha', alpha, '1'],
      ['Beta', beta, '-6'],
    ]);
    expect(strategies).toMatchObject({ total: 3, rows: [{ name: 'Moon', profit: '1' }] });
  });
});

describe('lists of orders', () => {
  const list = (which: 'open' | 'closed', limit: number, after?: OrderCursor) =>
    listOrders(test.database, {
      userId: ADA,
      fleetId: fleet,
      which,
      since: new Date('2026-03-20T00:00:00Z'),
      limit,
      ...(after === undefined ? {} : { after }),
    });

  it('page through all open orders once, newest first, also where several were opened in one moment', async () => {
    const ids: string[] = [];
    for (const terminalId of [alpha, beta, alpha, beta, alpha])
      ids.push(await makeOrder(test.database, { terminalId, openedAt: '2026-03-29T10:00:00.123456Z' }));
    ids.push(await makeOrder(test.database, { terminalId: alpha, openedAt: '2026-03-29T10:00:00.123457Z' }));
    await makeOrder(test.database, { terminalId: foreign, openedAt: '2026-03-29T10:00:00Z' });

    const seen: string[] = [];
    let after: OrderCursor | undefined;
    do {
      const page = await list('open', 2, after);
      seen.push(...page.orders.map((order) => order.orderId));
      after = page.next;
    } while (after !== undefined);

    expect(seen[0]).toBe(ids.at(-1));
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('end, and do not fail, at a place that somebody made up', async () => {
    await makeOrder(test.database, { terminalId: alpha, openedAt: '2026-03-29T10:00:00Z' });
    const from = async (at: string) =>
      (await list('open', 2, { at, terminalId: 1, orderId: '1' })).orders.length;

    expect(await from('9223372036854775807')).toBe(1);
    expect(await from('-9223372036854775808')).toBe(0);
  });

  it('show closed orders back to the given day', async () => {
    await closed(alpha, '2026-03-19T23:59:59Z', '1');
    const id = await closed(alpha, '2026-03-21T00:00:00Z', '2.5', { strategy: 'Moon' });

    const { orders, next } = await list('closed', 5);

    expect(next).toBeUndefined();
    expect(orders).toMatchObject([
      { orderId: id, terminalName: 'Alpha', profit: '2.5', strategy: 'Moon', status: 'Closed' },
    ]);
  });
});
