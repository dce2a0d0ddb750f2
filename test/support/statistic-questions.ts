import fc from 'fast-check';
import type { StatisticFilter } from '../../core/fleet/statistics/statistic-filter.ts';
import type { RangeQuestion } from '../../core/fleet/statistics/statistic-range.ts';
import { type ClosedOrder, wallClock } from './naive-statistics.ts';
import { ADA, type StatisticFleet } from './statistic-fleet.ts';

/** The week in which Europe's clocks went forward. */
export const NOW = new Date('2026-04-02T10:07:00Z');

export interface Question {
  readonly filter: StatisticFilter;
  readonly period: RangeQuestion;
}

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/New_York', 'Asia/Kolkata'];

/** Of the terminals and fleets that there are. */
export const anyQuestion = ({ fleets, terminals }: StatisticFleet): fc.Arbitrary<Question> =>
  fc.record({
    filter: fc
      .record({
        fleetId: fc.option(fc.constantFrom(fleets.first, fleets.second), { nil: undefined, freq: 2 }),
        terminalIds: fc.option(fc.subarray([...terminals]), { nil: undefined, freq: 1 }),
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
export function select(
  { fleets, inGroup }: StatisticFleet,
  orders: readonly ClosedOrder[],
  { filter, period }: Question,
): ClosedOrder[] {
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
  return orders.filter(
    (order) =>
      (filter.fleetId === undefined ? [fleets.first, fleets.second] : [filter.fleetId]).includes(
        order.fleetId,
      ) &&
      (filter.terminalIds?.includes(order.terminalId) ?? true) &&
      (filter.group === undefined || inGroup.includes(order.terminalId)) &&
      (filter.strategies?.includes(order.strategy ?? '') ?? true) &&
      (filter.symbols?.includes(order.symbol ?? '') ?? true) &&
      (filter.currency === undefined || filter.currency === (order.currency ?? '')) &&
      filter.isEmulator === order.isEmulator &&
      isIn(wallClock(period.timeZone, order.closedAt).day),
  );
}
