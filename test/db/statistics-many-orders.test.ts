import { readOverview } from '../../core/fleet/statistics/read-overview.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { joinSequences, NO_ORDERS, sequenceOf } from '../../core/fleet/statistics/sequence.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { readClosedOrders } from '../support/naive-statistics.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const ADA = 7;
/** Enough to be read in halves. */
const ORDERS = 32_000;
let store: TestDatabase;
let terminalId: number;

beforeAll(async () => {
  store = await createTestDatabase('statistics_many_orders');
  await store.database.query(`insert into users (id, first_name) values ($1, 'Ada')`, [ADA]);
  terminalId = await makeTerminal(store.database, await makeFleet(store.database, ADA), 'busy');
  // Three orders end at each moment, so that their order is by their numbers; nine in ten in the last of five days.
  await store.database.query(
    `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at, created_at, updated_at,
       created_from_update, symbol, spent_btc, profit_btc)
     select $1, n, 1, '{}', 'Closed', false, false, 'USDT', closed_at, closed_at, closed_at, closed_at, false, 'XRP', 1,
       ((hashint8(n) % 1000) / 100.0)::numeric(12, 2)
     from (
       select n, timestamptz '2026-03-01' + case when n % 10 = 0 then make_interval(secs => n / 3 * 30) else interval '4 days' + make_interval(secs => n / 3 * 8) end as closed_at
       from generate_series(1, $2::bigint) as n
     ) as numbered`,
    [terminalId, ORDERS],
  );
  await store.database.query(`select mark_closed_orders('-infinity')`);
  while (!(await refreshPart(store.database)).isComplete);
}, 120_000);
afterAll(() => store.close());

describe('a drawdown and streaks that are not kept by the day', () => {
  it('are those of all orders in a row, however many connections they were read on', async () => {
    const { currencies } = await readOverview(
      store.database,
      { userId: ADA, isEmulator: false, symbols: ['XRP'] },
      { period: 'all', timeZone: 'UTC', now: new Date('2026-03-06T00:00:00Z') },
    );
    const orders = await readClosedOrders(store.database);
    const expected = orders.map(({ profit }) => sequenceOf(profit)).reduce(joinSequences, NO_ORDERS);

    expect(orders).toHaveLength(ORDERS);
    expect(currencies[0]?.sequence).toMatchObject({
      drawdown: { amount: expected.drawdown.toFixed() },
      longestWins: expected.longestWins,
      longestLosses: expected.longestLosses,
      best: expected.best?.toFixed(),
      worst: expected.worst?.toFixed(),
    });
  });
});
