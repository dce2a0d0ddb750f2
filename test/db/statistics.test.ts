import fc from 'fast-check';
import { readOverview } from '../../core/fleet/statistics/read-overview.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { expectBreakdowns, expectLists, expectOverview } from '../support/expect-statistics.ts';
import { readClosedOrders } from '../support/naive-statistics.ts';
import { orderSql, T0 } from '../support/records.ts';
import { anySteps, FIRST_CLOSE_S } from '../support/statistic-events.ts';
import { ADA, useStatisticFleet } from '../support/statistic-fleet.ts';
import { anyQuestion, NOW, type Question } from '../support/statistic-questions.ts';

const fleet = useStatisticFleet('statistics');

describe('statistics', () => {
  it('are what a look at every order says, for every filter, period and time zone, after any interleaving of events and counting', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySteps,
        fc.array(anyQuestion(fleet), { minLength: 6, maxLength: 6 }),
        async (steps, questions) => {
          const orders = await fleet.run(steps);
          for (const question of questions) {
            await expectOverview(fleet, orders, question);
            await expectBreakdowns(fleet, orders, question);
            await expectLists(fleet, orders, question);
          }
        },
      ),
      { numRuns: 15, endOnFailure: true },
    );
  }, 240_000);

  it('leave the same tables behind as one count of everything', async () => {
    const tables = async () => {
      const read = async (sql: string) =>
        (await fleet.database.query<{ row: string }>(sql)).rows.map(({ row }) => row);
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
        await fleet.run(steps);
        const little = await tables();
        await fleet.database.query(
          `truncate closed_orders, statistic_cells, statistic_sequences, statistic_books, statistic_names restart identity`,
        );
        await fleet.database.query(`select mark_closed_orders('-infinity')`);
        await fleet.refreshAll();

        expect(await tables()).toEqual(little);
      }),
      { numRuns: 10 },
    );
  }, 120_000);

  it('lose and double nothing while eight writers close orders and two counters count at once', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 6; round += 1)
        await fleet.store(
          Array.from({ length: 20 }, (_unused, order) =>
            fleet.recordOf(
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
      while (!isOver) await refreshPart(fleet.database, 7);
    });
    await Promise.all(writers);
    isOver = true;
    await Promise.all(counters);
    await fleet.refreshAll();

    const orders = await readClosedOrders(fleet.database);
    expect(orders).toHaveLength(20);
    const question: Question = {
      filter: { userId: ADA, isEmulator: false },
      period: { period: 'all', timeZone: 'UTC', now: NOW },
    };
    await expectOverview(fleet, orders, question);
    await expectBreakdowns(fleet, orders, question);
  });

  it('find what an older release closed without a mark, within the hour', async () => {
    const closedAt = new Date(Date.now() - 3_600_000);
    await fleet.store([
      orderSql(
        fleet.terminals[0] ?? 0,
        1,
        `insert into Orders ([Status],[CloseDate],[ProfitBTC],[BaseCurrency]) values (1, ${Math.floor(closedAt.getTime() / 1000)}, 5, 0)`,
        Date.now(),
      ),
    ]);
    await fleet.database.query('delete from closed_order_marks');
    await fleet.refreshAll();
    const count = async () => (await fleet.database.query('select from closed_orders')).rowCount;
    const before = await count();
    await fleet.database.query(`update statistic_state set swept_at = swept_at - interval '1 hour'`);
    await fleet.refreshAll();

    expect([before, await count()]).toEqual([0, 1]);
  });

  it('compare with what had passed of the calendar’s step before', async () => {
    const close = (orderId: number, closedAt: string, profit: string) =>
      fleet.recordOf(
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
    await fleet.store([
      close(1, '2026-04-01T22:00:00Z', '1'),
      close(2, '2026-03-31T22:00:00Z', '10'),
      close(3, '2026-04-01T10:14:59Z', '100'),
      close(4, '2026-04-01T10:15:00Z', '1000'),
      close(5, '2026-03-31T21:59:59Z', '10000'),
    ]);
    await fleet.refreshAll();

    const { currencies, range } = await readOverview(
      fleet.database,
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
