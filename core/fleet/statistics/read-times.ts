import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { booksSql, currenciesOf, factsSql, Parameters } from './facts-sql.ts';
import { findScope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type RangeQuestion, type StatisticRange } from './statistic-range.ts';
import { type Result, resultOf, SUMS_SQL, sumsOf, sumsRow, TOLD_SUMS_SQL } from './sums.ts';
import { coarsestOf, localSpanSql, offsetsWithin, readZoneOffsets } from './zone-offsets.ts';

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

interface TimeColumns {
  /** What of the wall clock is numbered, and how many numbers there are before they begin again; 1970 began on a Thursday. */
  readonly span: 'hour' | 'day';
  readonly cycle?: { readonly length: number; readonly first: number };
  /** SQL of the columns of a row, made of `number`. */
  readonly hour?: string;
  readonly weekday?: string;
  readonly date?: string;
}

const DAY_SQL = `timestamp 'epoch' + number * interval '1 day'`;
const COLUMNS: Readonly<Record<TimeBy, TimeColumns>> = {
  hour: { span: 'hour', cycle: { length: 24, first: 0 }, hour: 'number::int' },
  weekday: { span: 'day', cycle: { length: 7, first: 3 }, weekday: 'number::int + 1' },
  heatmap: {
    span: 'hour',
    cycle: { length: 168, first: 72 },
    hour: 'number::int % 24',
    weekday: 'number::int / 24 + 1',
  },
  day: { span: 'day', date: DAY_SQL },
  month: { span: 'day', date: `date_trunc('month', ${DAY_SQL})` },
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
  const offsets = offsetsWithin(await readZoneOffsets(queries, period.timeZone, period.now), range);
  const { span, cycle, hour = 'null::int', weekday = 'null::int', date = 'null::timestamp' } = COLUMNS[by];
  const facts = factsSql(scope, range, parameters, { coarsest: coarsestOf(offsets, span === 'hour') });
  const local = localSpanSql('at', span, offsets, parameters);
  // Before 1970 as well: what is left of a division may be less than nothing.
  const number =
    cycle === undefined
      ? local
      : `((${local} + ${cycle.first}) % ${cycle.length} + ${cycle.length}) % ${cycle.length}`;
  const { rows } = await queries.query(
    `select currency, hour, weekday, to_char(date, '${DATE_LENGTHS[by] ?? ''}') as date, ${TOLD_SUMS_SQL}
     from (
       select b.currency, ${hour} as hour, ${weekday} as weekday, ${date} as date, ${SUMS_SQL},
         sum(sum(orders)) over (partition by b.currency) as of_currency
       from (
         select book_id, ${number} as number, ${SUMS_SQL} from (${facts}) as facts group by 1, 2
       ) as numbered
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
