import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { coarsestOf } from './coarsest-of.ts';
import { booksSql, currenciesOf, factsSql, Parameters } from './facts-sql.ts';
import { findScope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type RangeQuestion, type StatisticRange } from './statistic-range.ts';
import { type Result, resultOf, SUMS_SQL, sumsOf, sumsRow, TOLD_SUMS_SQL } from './sums.ts';

/** Times of the person's calendar: an hour of the day, a day of the week, both together, a day, a month. */
export const TIMES = ['hour', 'weekday', 'heatmap', 'day', 'month'] as const;
export type TimeBy = (typeof TIMES)[number];

/** Orders of one currency that were closed at such a time. Times without an order have no row. */
export interface TimeRow {
  readonly currency: string | null;
  /** 0 to 23; of `hour` and `heatmap`. */
  readonly hour: number | null;
  /** 1 is Monday; of `weekday` and `heatmap`. */
  readonly weekday: number | null;
  /** `2026-03-29` or `2026-03`; of `day` and `month`. */
  readonly date: string | null;
  readonly result: Result;
}

export interface Times {
  readonly asOf: Date | null;
  readonly range: StatisticRange;
  /** By currency, that with the most orders first, then by time. */
  readonly rows: readonly TimeRow[];
}

/** SQL of the three columns of a row; `local` is the wall clock's time. */
const COLUMNS: Readonly<Record<TimeBy, { hour?: string; weekday?: string; date?: string }>> = {
  hour: { hour: `date_part('hour', local)::int` },
  weekday: { weekday: `date_part('isodow', local)::int` },
  heatmap: { hour: `date_part('hour', local)::int`, weekday: `date_part('isodow', local)::int` },
  day: { date: `date_trunc('day', local)` },
  month: { date: `date_trunc('month', local)` },
};
const DATE_LENGTHS: Readonly<Partial<Record<TimeBy, string>>> = { day: 'YYYY-MM-DD', month: 'YYYY-MM' };

const timeRows = z.array(
  sumsRow.extend({
    currency: z.int(),
    hour: z.int().nullable(),
    weekday: z.int().nullable(),
    date: z.string().nullable(),
  }),
);

/** @throws FleetUnknownError, TimeZoneUnknownError, RangeEmptyError */
export async function readTimes(
  queries: Queryable,
  filter: StatisticFilter,
  period: RangeQuestion,
  by: TimeBy,
): Promise<Times> {
  const scope = await findScope(queries, filter);
  const range = await findRange(queries, period);
  if (scope.books.length === 0) return { asOf: scope.asOf, range, rows: [] };
  const parameters = new Parameters();
  const currencies = currenciesOf(scope);
  const coarsest = coarsestOf(range, period, by === 'hour' || by === 'heatmap');
  const facts = factsSql(scope, range, parameters, { coarsest });
  const { hour = 'null::int', weekday = 'null::int', date = 'null::timestamp' } = COLUMNS[by];
  const { rows } = await queries.query(
    `select currency, hour, weekday, to_char(date, '${DATE_LENGTHS[by] ?? ''}') as date, ${TOLD_SUMS_SQL}
     from (
       select b.currency, ${hour} as hour, ${weekday} as weekday, ${date} as date, ${SUMS_SQL},
         sum(sum(orders)) over (partition by b.currency) as of_currency
       from (select *, at at time zone ${parameters.add(period.timeZone)} as local from (${facts}) as facts) as facts
       join ${booksSql(scope, parameters)} on b.id = book_id
       group by 1, 2, 3, 4 having sum(orders) > 0
     ) as times
     order by of_currency desc, currency, times.date, weekday, hour`,
    parameters.values,
  );
  return {
    asOf: scope.asOf,
    range,
    rows: timeRows.parse(rows).map((row) => ({
      currency: currencies[row.currency] ?? null,
      hour: row.hour,
      weekday: row.weekday,
      date: row.date,
      result: resultOf(sumsOf(row)),
    })),
  };
}
