import fc from 'fast-check';
import type { BatchRecord } from '../../core/contracts/record-batch.ts';
import { readBreakdown } from '../../core/fleet/statistics/read-breakdown.ts';
import { readExtremes } from '../../core/fleet/statistics/read-extremes.ts';
import { readOverview } from '../../core/fleet/statistics/read-overview.ts';
import { readTimeline } from '../../core/fleet/statistics/read-timeline.ts';
import { readTimes, TIMES } from '../../core/fleet/statistics/read-times.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import type { StatisticFilter } from '../../core/fleet/statistics/statistic-filter.ts';
import type { RangeQuestion } from '../../core/fleet/statistics/statistic-range.ts';
import { storeBatches } from '../../core/fleet/store/store-batches.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import {
  type ClosedOrder,
  naiveResult,
  naiveSequence,
  readClosedOrders,
  wallClock,
} from '../support/naive-statistics.ts';
import { batch, orderSql, T0 } from '../support/records.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const ADA = 1;
const BORIS = 2;
/** The week in which Europe's clocks went forward. */
const NOW = new Date('2026-04-02T10:07:00Z');
const FIRST_CLOSE_S = Date.UTC(2026, 2, 25) / 1000;

let test: TestDatabase;
let fleet: string;
let second: string;
let terminals: number[];

beforeAll(async () => {
  test = await createTestDatabase('statistics');
  fleet = await makeFleet(test.database, ADA);
  second = await makeFleet(test.database, ADA, 'second');
  const foreign = await makeFleet(test.database, BORIS);
  terminals = [
    await makeTerminal(test.database, fleet, 'Alpha'),
    await makeTerminal(test.database, fleet, 'Beta'),
    await makeTerminal(test.database, fleet, 'Gamma'),
    await makeTerminal(test.database, second, 'Delta'),
    await makeTerminal(test.database, foreign, 'Foreign'),
  ];
  await test.database.query(
    `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'G'), ($2, 'group', 'G'), ($2, 'tag', 'T'), ($3, 'group', 'G')`,
    [terminals[0], terminals[1], terminals[4]],
  );
});
afterAll(() => test.close());
beforeEach(clear);

async function clear(): Promise<void> {
  await test.database.query(
    `truncate orders, stored_batches, closed_order_marks, closed_orders, statistic_cells, statistic_sequences, statistic_books, statistic_names
     restart identity`,
  );
}

let batches = 0;
async function store(records: readonly BatchRecord[]): Promise<void> {
  batches += 1;
  await storeBatches(test.database, [batch(`b${batches}`, records)], {
    loggedKinds: new Set(),
    memory: new HistoryMemory(),
  });
}

async function refreshAll(): Promise<void> {
  while (!(await refreshPart(test.database)).isComplete);
}

interface Event {
  readonly terminal: number;
  readonly orderId: number;
  readonly commandId: number | null;
  readonly action: 'insert' | 'update' | 'delete';
  readonly columns: Readonly<Record<string, string>>;
}

const anyEvent: fc.Arbitrary<Event> = fc.record({
  terminal: fc.nat(4),
  orderId: fc.integer({ min: 1, max: 8 }),
  commandId: fc.option(fc.integer({ min: 1, max: 9 })),
  action: fc.constantFrom('insert', 'update', 'update', 'update', 'delete'),
  columns: fc
    .record(
      {
        Status: fc.constantFrom('1', '1', '0'),
        // Eight days, with quarters of an hour and with moments just before one.
        CloseDate: fc
          .tuple(fc.nat(8 * 96 - 1), fc.constantFrom(0, 899))
          .map(([quarter, rest]) => String(FIRST_CLOSE_S + quarter * 900 + rest)),
        BuyDate: fc.nat(100_000).map((seconds) => String(FIRST_CLOSE_S - 50_000 + seconds)),
        ProfitBTC: fc.constantFrom('1', '-1', '0', '0.1', '0.2', '-0.00000001', '25.5', '-12.25'),
        SpentBTC: fc.constantFrom('100', '33.3', '0'),
        BaseCurrency: fc.constantFrom('0', '0', '1', `'TRY'`),
        Emulator: fc.constantFrom('0', '0', '1'),
        Coin: fc.constantFrom(`'XRP'`, `'BTC'`, `'DOGE'`),
        Comment: fc.constantFrom(`'(strategy <Moon>)'`, `'(strategy <Drop, fast>)'`, `'by hand'`),
      },
      { requiredKeys: ['ProfitBTC', 'Status', 'CloseDate'] },
    )
    .map((columns): Readonly<Record<string, string>> => columns),
});

function toRecord(
  { terminal, orderId, commandId, action, columns }: Event,
  receivedAtMs: number,
): BatchRecord {
  const prefix = commandId === null ? '' : `[SQLCommand ${commandId}] `;
  const names = Object.keys(columns);
  const sql =
    action === 'delete'
      ? `delete from Orders where [ID]=${orderId}`
      : action === 'insert'
        ? `insert into Orders (${names.map((name) => `[${name}]`).join(',')}) values (${Object.values(columns).join(', ')})`
        : `update Orders set ${names.map((name) => `${name}=${columns[name] ?? ''}`).join(', ')} where [ID]=${orderId}`;
  return orderSql(terminals[terminal] ?? 0, orderId, `${prefix}${sql}`, receivedAtMs);
}

type Step = { readonly store: readonly Event[] } | { readonly refresh: number };

const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ store: fc.array(anyEvent, { minLength: 1, maxLength: 12 }) }),
    fc.record({ refresh: fc.integer({ min: 1, max: 6 }) }),
  ),
  { minLength: 4, maxLength: 14 },
);

async function run(steps: readonly Step[]): Promise<ClosedOrder[]> {
  await clear();
  let receivedAtMs = T0;
  for (const step of steps) {
    if ('refresh' in step) await refreshPart(test.database, step.refresh);
    else await store(step.store.map((event) => toRecord(event, (receivedAtMs += 1_000))));
  }
  await refreshAll();
  return readClosedOrders(test.database);
}

interface Question {
  readonly filter: StatisticFilter;
  readonly period: RangeQuestion;
}

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'Asia/Kolkata'];

const anyQuestion = (): fc.Arbitrary<Question> =>
  fc.record({
    filter: fc
      .record({
        fleetId: fc.option(fc.constantFrom(fleet, second), { nil: undefined, freq: 2 }),
        terminalIds: fc.option(fc.subarray(terminals), { nil: undefined, freq: 1 }),
        group: fc.option(fc.constant('g'), { nil: undefined, freq: 1 }),
        strategies: fc.option(fc.subarray(['Moon', 'Drop, fast', '', 'Nobody']), { nil: undefined, freq: 1 }),
        symbols: fc.option(fc.subarray(['XRP', 'BTC', '']), { nil: undefined, freq: 1 }),
        currency: fc.option(fc.constantFrom('USDT', 'TRY', ''), { nil: undefined, freq: 1 }),
        isEmulator: fc.boolean(),
      })
      .map((filter): StatisticFilter => ({ ...filter, userId: ADA })),
    period: fc
      .record({
        period: fc.constantFrom('today', 'yesterday', 'week', 'month', 'year', 'all', 'custom'),
        timeZone: fc.constantFrom(...ZONES),
        now: fc.constant(NOW),
      })
      .chain((period): fc.Arbitrary<RangeQuestion> =>
        period.period !== 'custom'
          ? fc.constant(period)
          : fc.tuple(fc.integer({ min: 20, max: 31 }), fc.nat(6)).map(([first, more]) => ({
              ...period,
              from: `2026-03-${first}`,
              to: new Date(Date.UTC(2026, 2, first + more)).toISOString().slice(0, 10),
            })),
      ),
  });

/** What a question leaves of all orders, by a look at each of them. */
function select(orders: readonly ClosedOrder[], { filter, period }: Question): ClosedOrder[] {
  const today = wallClock(period.timeZone, NOW).day;
  const dayBefore = (day: string): string =>
    new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
  const isIn = (day: string): boolean => {
    switch (period.period) {
      case 'today':
        return day >= today;
      case 'yesterday':
        return day === dayBefore(today);
      case 'week': {
        let monday = today;
        while (new Date(monday).getUTCDay() !== 1) monday = dayBefore(monday);
        return day >= monday;
      }
      case 'month':
        return day >= `${today.slice(0, 7)}-01`;
      case 'year':
        return day >= `${today.slice(0, 4)}-01-01`;
      case 'all':
        return true;
      case 'custom':
        return day >= String(period.from) && day <= String(period.to);
    }
  };
  const inGroup = [terminals[0], terminals[1], terminals[4]];
  return orders.filter(
    (order) =>
      (filter.fleetId === undefined ? [fleet, second] : [filter.fleetId]).includes(order.fleetId) &&
      (filter.terminalIds?.includes(order.terminalId) ?? true) &&
      (filter.group === undefined || inGroup.includes(order.terminalId)) &&
      (filter.strategies?.includes(order.strategy ?? '') ?? true) &&
      (filter.symbols?.includes(order.symbol ?? '') ?? true) &&
      (filter.currency === undefined || filter.currency === (order.currency ?? '')) &&
      filter.isEmulator === order.isEmulator &&
      isIn(wallClock(period.timeZone, order.closedAt).day),
  );
}

function groupBy(
  orders: readonly ClosedOrder[],
  keyOf: (order: ClosedOrder) => unknown,
): Map<string, ClosedOrder[]> {
  return Map.groupBy(orders, (order) => JSON.stringify([order.currency, keyOf(order)]));
}

const byKey = <T>(rows: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(rows);

async function expectOverview(orders: readonly ClosedOrder[], question: Question): Promise<void> {
  const { currencies } = await readOverview(test.database, question.filter, question.period);

  const told = currencies
    .filter(({ result }) => result.orders > 0)
    .map(
      ({ currency, result, sequence }) => [JSON.stringify([currency, null]), { result, sequence }] as const,
    );
  const expected = [...groupBy(select(orders, question), () => null)].map(([key, group]) => {
    const sequence = naiveSequence(group.map(({ profit }) => profit));
    const { drawdown, drawdownPeak, longestWins, longestLosses, best, worst } = sequence;
    return [
      key,
      {
        result: naiveResult(group),
        sequence: {
          drawdown: {
            amount: drawdown.toFixed(),
            percentOfPeak: drawdownPeak.gt(0)
              ? drawdown.times(100).div(drawdownPeak).round(4).toNumber()
              : null,
          },
          longestWins,
          longestLosses,
          best: best?.toFixed() ?? null,
          worst: worst?.toFixed() ?? null,
        },
      },
    ] as const;
  });
  expect(byKey(told)).toEqual(byKey(expected));
}

async function expectBreakdowns(orders: readonly ClosedOrder[], { filter, period }: Question): Promise<void> {
  const selected = select(orders, { filter, period });
  for (const by of ['terminal', 'strategy', 'symbol'] as const) {
    const page = { by, sort: 'profit' as const, offset: 0, limit: 1_000 };
    const { rows, total } = await readBreakdown(test.database, filter, period, page);
    const keyOf = (order: ClosedOrder) =>
      by === 'terminal' ? order.terminalId : by === 'strategy' ? order.strategy : order.symbol;
    const expected = groupBy(selected, keyOf);

    expect(total).toBe(expected.size);
    expect(
      byKey(
        rows.map((row) => [
          JSON.stringify([row.currency, by === 'terminal' ? row.terminalId : row.name]),
          row.result,
        ]),
      ),
    ).toEqual(byKey([...expected].map(([key, group]) => [key, naiveResult(group)] as const)));
  }
  for (const by of TIMES) {
    const { rows } = await readTimes(test.database, filter, period, by);
    const keyOf = (order: ClosedOrder) => {
      const clock = wallClock(period.timeZone, order.closedAt);
      return {
        hour: by === 'hour' || by === 'heatmap' ? clock.hour : null,
        weekday: by === 'weekday' || by === 'heatmap' ? clock.weekday : null,
        date: by === 'day' ? clock.day : by === 'month' ? clock.day.slice(0, 7) : null,
      };
    };

    expect(
      byKey(rows.map(({ currency, result, ...time }) => [JSON.stringify([currency, time]), result])),
    ).toEqual(byKey([...groupBy(selected, keyOf)].map(([key, group]) => [key, naiveResult(group)] as const)));
  }
}

async function expectLists(orders: readonly ClosedOrder[], { filter, period }: Question): Promise<void> {
  const selected = select(orders, { filter, period });
  const { currencies } = await readTimeline(test.database, filter, period, 'day');
  const lines = [...Map.groupBy(selected, ({ currency }) => JSON.stringify([currency, null]))].map(
    ([key, group]) => {
      const days = Map.groupBy(group, ({ closedAt }) => wallClock(period.timeZone, closedAt).day);
      let before: ClosedOrder[] = [];
      const points = [...days].map(([day, ofDay]) => {
        before = [...before, ...ofDay];
        return [day, ofDay.length, naiveResult(ofDay).profit, naiveResult(before).profit];
      });
      return [key, points] as const;
    },
  );

  expect(
    byKey(
      currencies.map(({ currency, points }) => [
        JSON.stringify([currency, null]),
        points.map(({ at, orders: count, profit, runningProfit }) => [
          wallClock(period.timeZone, at).day,
          count,
          profit,
          runningProfit,
        ]),
      ]),
    ),
  ).toEqual(byKey(lines));

  const extremes = await readExtremes(test.database, filter, period);
  const profitsOf = (currency: string | null, sign: 1 | -1): string[] =>
    selected
      .filter((order) => order.currency === currency && order.profit.times(sign).gt(0))
      .map(({ profit }) => profit)
      .sort((one, other) => other.minus(one).times(sign).toNumber())
      .slice(0, 10)
      .map((profit) => profit.toFixed());
  for (const { currency, best, worst } of extremes.currencies) {
    expect(best.map(({ profit }) => profit)).toEqual(profitsOf(currency, 1));
    expect(worst.map(({ profit }) => profit)).toEqual(profitsOf(currency, -1));
  }
  expect(extremes.currencies.flatMap(({ best, worst }) => [...best, ...worst]).length).toBe(
    [...new Set(selected.map(({ currency }) => currency))].flatMap((one) => [
      ...profitsOf(one, 1),
      ...profitsOf(one, -1),
    ]).length,
  );
}

describe('statistics', () => {
  it('are what a look at every order says, for every filter, period and time zone, after any interleaving of events and counting', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySteps,
        fc.array(anyQuestion(), { minLength: 6, maxLength: 6 }),
        async (steps, questions) => {
          const orders = await run(steps);
          for (const question of questions) {
            await expectOverview(orders, question);
            await expectBreakdowns(orders, question);
            await expectLists(orders, question);
          }
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  }, 240_000);

  it('leave the same tables behind as one count of everything', async () => {
    const tables = async () => {
      const read = async (sql: string) =>
        (await test.database.query<{ row: string }>(sql)).rows.map(({ row }) => row);
      const named = `(select fleet_id || coalesce(currency, '-') || is_emulator from statistic_books b where b.id = book_id)`;
      return {
        cells: await read(
          `select jsonb_build_array(${named}, dimension, step, starts_at, case when dimension in ('strategy', 'symbol') then
             coalesce((select name from statistic_names n where n.id = key), '') else key::text end,
             orders, wins, losses, trim_scale(profit), trim_scale(gains), trim_scale(spent), duration_s)::text as row
           from statistic_cells where orders <> 0 or profit <> 0 or gains <> 0 or spent <> 0 or duration_s <> 0 order by 1`,
        ),
        sequences: await read(
          `select jsonb_build_array(${named}, dimension, step, starts_at,
             case dimension when 'strategy' then coalesce((select name from statistic_names n where n.id = key), '') end,
             orders, trim_scale(profit), trim_scale(low), trim_scale(high), trim_scale(drawdown), trim_scale(drawdown_peak), first_run,
             last_run, longest_wins, longest_losses, trim_scale(best), trim_scale(worst))::text as row
           from statistic_sequences order by 1`,
        ),
      };
    };
    await fc.assert(
      fc.asyncProperty(anySteps, async (steps) => {
        await run(steps);
        const little = await tables();
        await test.database.query(
          `truncate closed_orders, statistic_cells, statistic_sequences, statistic_books, statistic_names restart identity`,
        );
        await test.database.query(`select mark_closed_orders('-infinity')`);
        await refreshAll();

        expect(await tables()).toEqual(little);
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('lose and double nothing while eight writers close orders and two counters count at once', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 6; round += 1)
        await store(
          Array.from({ length: 20 }, (_unused, order) =>
            toRecord(
              {
                terminal: order % 3,
                orderId: 1 + order,
                commandId: 1 + round * 8 + writer,
                action: 'update',
                columns: {
                  Status: '1',
                  CloseDate: String(FIRST_CLOSE_S + writer * 900 + round * 7_200),
                  ProfitBTC: `${writer}.${round}`,
                  SpentBTC: '1',
                },
              },
              T0 + round * 8 + writer,
            ),
          ),
        );
    });
    let isOver = false;
    const counters = Array.from({ length: 2 }, async () => {
      while (!isOver) await refreshPart(test.database, 7);
    });
    await Promise.all(writers);
    isOver = true;
    await Promise.all(counters);
    await refreshAll();

    const orders = await readClosedOrders(test.database);
    expect(orders).toHaveLength(20);
    const question: Question = {
      filter: { userId: ADA, isEmulator: false },
      period: { period: 'all', timeZone: 'UTC', now: NOW },
    };
    await expectOverview(orders, question);
    await expectBreakdowns(orders, question);
  });

  it('find what an older release closed without a mark, within the hour', async () => {
    const closedAt = new Date(Date.now() - 3_600_000);
    await store([
      orderSql(
        terminals[0] ?? 0,
        1,
        `insert into Orders ([Status],[CloseDate],[ProfitBTC],[BaseCurrency]) values (1, ${Math.floor(closedAt.getTime() / 1000)}, 5, 0)`,
        Date.now(),
      ),
    ]);
    await test.database.query('delete from closed_order_marks');
    await refreshAll();
    const count = async () => (await test.database.query('select from closed_orders')).rowCount;
    const before = await count();
    await test.database.query(`update statistic_state set swept_at = swept_at - interval '1 hour'`);
    await refreshAll();

    expect([before, await count()]).toEqual([0, 1]);
  });

  it('compare with what had passed of the calendar’s step before', async () => {
    const close = (orderId: number, closedAt: string, profit: string) =>
      toRecord(
        {
          terminal: 0,
          orderId,
          commandId: 1,
          action: 'update',
          columns: {
            Status: '1',
            CloseDate: String(Date.parse(closedAt) / 1000),
            ProfitBTC: profit,
            BaseCurrency: '0',
          },
        },
        T0,
      );
    // In Berlin today began at 22:00 UTC, and it is 12:07 there: a quarter past counts.
    await store([
      close(1, '2026-04-01T22:00:00Z', '1'),
      close(2, '2026-03-31T22:00:00Z', '10'),
      close(3, '2026-04-01T10:14:59Z', '100'),
      close(4, '2026-04-01T10:15:00Z', '1000'),
      close(5, '2026-03-31T21:59:59Z', '10000'),
    ]);
    await refreshAll();

    const { currencies, range } = await readOverview(
      test.database,
      { userId: ADA, isEmulator: false },
      { period: 'today', timeZone: 'Europe/Berlin', now: NOW },
    );

    expect(range.previous).toEqual({
      from: new Date('2026-03-31T22:00:00Z'),
      to: new Date('2026-04-01T10:15:00Z'),
    });
    expect(currencies).toMatchObject([{ result: { profit: '1' }, previous: { profit: '110', orders: 2 } }]);
  });
});
