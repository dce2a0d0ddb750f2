import { readBreakdown } from '../../core/fleet/statistics/read-breakdown.ts';
import { readExtremes } from '../../core/fleet/statistics/read-extremes.ts';
import { readOverview } from '../../core/fleet/statistics/read-overview.ts';
import { readTimeline } from '../../core/fleet/statistics/read-timeline.ts';
import { readTimes, TIMES } from '../../core/fleet/statistics/read-times.ts';
import { type ClosedOrder, naiveResult, naiveSequence, wallClock } from './naive-statistics.ts';
import type { StatisticFleet } from './statistic-fleet.ts';
import { type Question, select } from './statistic-questions.ts';

/** Each of these asks the statistics, and looks at every order by itself. */

function groupBy(
  orders: readonly ClosedOrder[],
  keyOf: (order: ClosedOrder) => unknown,
): Map<string, ClosedOrder[]> {
  return Map.groupBy(orders, (order) => JSON.stringify([order.currency, keyOf(order)]));
}

const byKey = <T>(rows: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(rows);

export async function expectOverview(
  fleet: StatisticFleet,
  orders: readonly ClosedOrder[],
  question: Question,
): Promise<void> {
  const { currencies } = await readOverview(fleet.database, question.filter, question.period);

  const told = currencies
    .filter(({ result }) => result.orders > 0)
    .map(
      ({ currency, result, sequence }) => [JSON.stringify([currency, null]), { result, sequence }] as const,
    );
  const expected = [...groupBy(select(fleet, orders, question), () => null)].map(([key, group]) => {
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

export async function expectBreakdowns(
  fleet: StatisticFleet,
  orders: readonly ClosedOrder[],
  { filter, period }: Question,
): Promise<void> {
  const selected = select(fleet, orders, { filter, period });
  for (const by of ['terminal', 'strategy', 'symbol'] as const) {
    const page = { by, sort: 'profit' as const, offset: 0, limit: 1_000 };
    const { rows, total } = await readBreakdown(fleet.database, filter, period, page);
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
    const { rows } = await readTimes(fleet.database, filter, period, by);
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

export async function expectLists(
  fleet: StatisticFleet,
  orders: readonly ClosedOrder[],
  { filter, period }: Question,
): Promise<void> {
  const selected = select(fleet, orders, { filter, period });
  const { currencies } = await readTimeline(fleet.database, filter, period, 'day');
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

  const extremes = await readExtremes(fleet.database, filter, period);
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
