import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { booksSql, currenciesOf, factsSql, Parameters } from './facts-sql.ts';
import { findScope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type RangeQuestion, type StatisticRange } from './statistic-range.ts';
import { coarsestOf, localSpanSql, offsetsWithin, readZoneOffsets } from './zone-offsets.ts';

export const TIMELINE_STEPS = ['hour', 'day', 'month'] as const;
export type TimelineStep = (typeof TIMELINE_STEPS)[number];

export interface TimelinePoint {
  /** When the hour, or the day or month of the person's calendar began. */
  readonly at: Date;
  readonly orders: number;
  readonly wins: number;
  /** Decimal text. */
  readonly profit: string;
  /** Of the range up to the end of this step. */
  readonly runningProfit: string;
}

export interface Timeline {
  readonly asOf: Date | null;
  readonly range: StatisticRange;
  /** Most orders first. Steps without an order have no point. */
  readonly currencies: readonly {
    readonly currency: string | null;
    readonly points: readonly TimelinePoint[];
  }[];
}

/** More points than a chart can show, or an answer should carry. */
export class TimelineTooLongError extends Error {
  override readonly name = 'TimelineTooLongError';
}

/** Of one currency: hours of 83 days, days of five years. */
const MAX_POINTS = 2_000;

const pointRows = z.array(
  z.object({
    currency: z.int(),
    at: z.date(),
    orders: z.int(),
    wins: z.int(),
    profit: z.string(),
    running: z.string(),
    is_too_long: z.boolean(),
  }),
);

/** @throws FleetUnknownError, TimeZoneUnknownError, RangeEmptyError, TimelineTooLongError */
export async function readTimeline(
  queries: Queryable,
  filter: StatisticFilter,
  period: RangeQuestion,
  step: TimelineStep,
): Promise<Timeline> {
  const scope = await findScope(queries, filter);
  const range = await findRange(queries, period);
  if (scope.books.length === 0) return { asOf: scope.asOf, range, currencies: [] };
  const parameters = new Parameters();
  const offsets = offsetsWithin(await readZoneOffsets(queries, period.timeZone, period.now), range);
  const facts = factsSql(scope, range, parameters, { coarsest: coarsestOf(offsets, step === 'hour') });
  const zone = parameters.add(period.timeZone);
  const { group, begins, at } =
    step === 'hour'
      ? {
          // An hour that the clock shows twice stays two.
          group: `date_bin('1 hour', at, date_trunc('hour', ${parameters.add(period.now)}::timestamptz at time zone ${zone}) at time zone ${zone})`,
          begins: 'number',
          at: 'begins',
        }
      : {
          group: localSpanSql('at', 'day', offsets, parameters),
          begins: `date_trunc('${step}', timestamp 'epoch' + number * interval '1 day')`,
          at: `begins at time zone ${zone}`,
        };
  const { rows } = await queries.query(
    `select currency, ${at} as at, orders, wins, trim_scale(profit)::text as profit, trim_scale(running)::text as running,
       count(*) over (partition by currency) > ${MAX_POINTS} as is_too_long
     from (
       select b.currency, ${begins} as begins, sum(orders)::int as orders, sum(wins)::int as wins, sum(profit) as profit,
         sum(sum(profit)) over (partition by b.currency order by ${begins}) as running,
         sum(sum(orders)) over (partition by b.currency) as of_currency
       from (
         select book_id, ${group} as number, sum(orders) as orders, sum(wins) as wins, sum(profit) as profit
         from (${facts}) as facts group by 1, 2
       ) as numbered
       join ${booksSql(scope, parameters)} on b.id = book_id
       group by 1, 2 having sum(orders) > 0
     ) as points
     order by of_currency desc, currency, begins
     limit ${MAX_POINTS * 20}`,
    parameters.values,
  );
  const points = pointRows.parse(rows);
  if (points.some((point) => point.is_too_long))
    throw new TimelineTooLongError(`more than ${MAX_POINTS} points`);
  return { asOf: scope.asOf, range, currencies: byCurrency(points, currenciesOf(scope)) };
}

function byCurrency(
  rows: z.output<typeof pointRows>,
  currencies: readonly (string | null)[],
): Timeline['currencies'] {
  const lines: { currency: string | null; points: TimelinePoint[] }[] = [];
  for (const { currency: place, at, orders, wins, profit, running } of rows) {
    const currency = currencies[place] ?? null;
    let line = lines.at(-1);
    if (line?.currency !== currency) {
      line = { currency, points: [] };
      lines.push(line);
    }
    line.points.push({ at, orders, wins, profit, runningProfit: running });
  }
  return lines;
}
