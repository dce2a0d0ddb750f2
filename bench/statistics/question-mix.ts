import type { Database } from '../../core/database/pool.ts';
import { readBreakdown } from '../../core/fleet/statistics/read-breakdown.ts';
import { readExtremes } from '../../core/fleet/statistics/read-extremes.ts';
import { readOverview } from '../../core/fleet/statistics/read-overview.ts';
import { readTimeline } from '../../core/fleet/statistics/read-timeline.ts';
import { readTimes } from '../../core/fleet/statistics/read-times.ts';
import type { StatisticFilter } from '../../core/fleet/statistics/statistic-filter.ts';
import type { RangeQuestion, StatisticPeriod } from '../../core/fleet/statistics/statistic-range.ts';
import { BENCH_GROUP, BENCH_USER, type SeedPlan } from './seed-orders.ts';

/** One request of the console's. */
export interface Question {
  readonly kind: string;
  readonly ask: (database: Database) => Promise<unknown>;
}

const PERIODS: readonly StatisticPeriod[] = ['today', 'yesterday', 'week', 'month', 'year', 'all'];
/** One of whole hours that changes to summer time, one with quarters of an hour. */
const ZONES = ['Europe/Berlin', 'Asia/Kathmandu'];

type Narrowing = Omit<StatisticFilter, 'userId' | 'isEmulator'>;

/**
 * What the pages of the console ask, each kind as often as another: the overview of every period, of all terminals, of one, of a group of a
 * hundred, of a strategy and of a symbol; the profit curve, the calendar, the heat map and the comparisons beside it.
 * @param random from 0 to below 1
 */
export function questionMix(plan: SeedPlan, rounds: number, random: () => number): Question[] {
  const pick = <T>(items: readonly T[], other: T): T => items[Math.floor(random() * items.length)] ?? other;
  const questions: Question[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const narrowings: readonly (readonly [string, Narrowing])[] = [
      ['all terminals', {}],
      ['one terminal', { terminalIds: [1 + Math.floor(random() * plan.terminals)] }],
      ['group of 100', { group: BENCH_GROUP }],
      ['one strategy', { strategies: [`Strategy ${Math.floor(random() * plan.strategies)}`] }],
      ['one symbol', { symbols: [`SYM${Math.floor(random() * plan.symbols)}`] }],
    ];
    for (const [name, narrowing] of narrowings) {
      const filter: StatisticFilter = { ...narrowing, userId: BENCH_USER, isEmulator: false };
      const period = (span: StatisticPeriod): RangeQuestion => ({
        period: span,
        timeZone: pick(ZONES, 'UTC'),
        now: plan.end,
      });
      const add = (kind: string, ask: Question['ask']): void => {
        questions.push({ kind: `${kind}, ${name}`, ask });
      };
      const page = { sort: 'profit', offset: 0, limit: 50 } as const;
      for (const span of PERIODS)
        add(`overview ${span}`, (database) => readOverview(database, filter, period(span)));
      for (const span of ['month', 'year'] as const) {
        add(`timeline ${span}`, (database) => readTimeline(database, filter, period(span), 'day'));
        add(`heat map ${span}`, (database) => readTimes(database, filter, period(span), 'heatmap'));
        for (const by of ['terminal', 'strategy', 'symbol'] as const)
          add(`by ${by} ${span}`, (database) =>
            readBreakdown(database, filter, period(span), { ...page, by }),
          );
        add(`extremes ${span}`, (database) => readExtremes(database, filter, period(span)));
      }
      add('calendar year', (database) => readTimes(database, filter, period('year'), 'month'));
      add('hours of today', (database) => readTimeline(database, filter, period('today'), 'hour'));
    }
  }
  return questions;
}
