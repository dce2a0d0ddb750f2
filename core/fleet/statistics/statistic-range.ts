import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

export const STATISTIC_PERIODS = ['today', 'yesterday', 'week', 'month', 'year', 'all', 'custom'] as const;
/**
 * By the person's calendar. Week, month and year since their beginning (Monday, the first, January 1), as today: up to now. `custom`: from
 * and to are given.
 */
export type StatisticPeriod = (typeof STATISTIC_PERIODS)[number];

export interface RangeQuestion {
  readonly period: StatisticPeriod;
  /** IANA name. */
  readonly timeZone: string;
  readonly now: Date;
  /** Of `custom`: a moment, or a day of the time zone as `2026-03-29`. Without it there is no such end. */
  readonly from?: Date | string | undefined;
  /** As `from`; a day belongs to the range, a moment does not. */
  readonly to?: Date | string | undefined;
}

/** Begins and ends on quarters of an hour. Null: no such end. */
export interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
}

export interface StatisticRange extends Range {
  /** As long as what has passed of this one: since the calendar's step before, or before a range of one's own. */
  readonly previous: { readonly from: Date; readonly to: Date } | null;
}

/** PostgreSQL does not know the time zone, though the runtime does. */
export class TimeZoneUnknownError extends Error {
  override readonly name = 'TimeZoneUnknownError';
}

/** The range has no length, or ends before it begins. */
export class RangeEmptyError extends Error {
  override readonly name = 'RangeEmptyError';
}

const STEPS = { today: 'day', week: 'week', month: 'month', year: 'year' } as const;

const QUARTER_MS = 900_000;

/** @throws TimeZoneUnknownError, RangeEmptyError */
export async function findRange(queries: Queryable, question: RangeQuestion): Promise<StatisticRange> {
  const { period, now, timeZone } = question;
  switch (period) {
    case 'all':
      return { from: null, to: null, previous: null };
    case 'custom':
      return findCustomRange(queries, question);
    case 'yesterday': {
      const { before, from } = await findBeginnings(queries, 'day', timeZone, now);
      return { from: before[0], to: from, previous: { from: before[1], to: before[0] } };
    }
    case 'today':
    case 'week':
    case 'month':
    case 'year': {
      const { before, from } = await findBeginnings(queries, STEPS[period], timeZone, now);
      // No order is closed later than now, so the end is open: whole days and months can be read.
      const passedMs = ceil(now).getTime() - from.getTime();
      // March 31 has no counterpart in February.
      const previousTo = new Date(Math.min(before[0].getTime() + passedMs, from.getTime()));
      return { from, to: null, previous: { from: before[0], to: previousTo } };
    }
  }
}

const beginnings = z.array(z.object({ from: z.date(), one: z.date(), two: z.date() })).length(1);

/** When the present step of the calendar began, and the ones before it. PostgreSQL's calendar knows the change to summer time. */
async function findBeginnings(
  queries: Queryable,
  step: 'day' | 'week' | 'month' | 'year',
  timeZone: string,
  now: Date,
): Promise<{ from: Date; before: readonly [Date, Date] }> {
  const { rows } = await inZone(() =>
    queries.query(
      `select begins at time zone $1 as "from", (begins - interval '1 ${step}') at time zone $1 as one,
         (begins - interval '2 ${step}') at time zone $1 as two
       from (select date_trunc('${step}', $2::timestamptz at time zone $1) as begins) as now_begins`,
      [timeZone, now],
    ),
  );
  const [{ from, one, two } = { from: now, one: now, two: now }] = beginnings.parse(rows);
  return { from, before: [one, two] };
}

async function findCustomRange(
  queries: Queryable,
  { timeZone, from, to, now }: RangeQuestion,
): Promise<StatisticRange> {
  const begins = from === undefined ? null : floor(await momentOf(queries, from, timeZone, 0));
  const ends = to === undefined ? null : ceil(await momentOf(queries, to, timeZone, 1));
  if (begins !== null && ends !== null && ends <= begins)
    throw new RangeEmptyError('the range ends before it begins');
  if (begins === null) return { from: begins, to: ends, previous: null };
  const lengthMs = (ends ?? ceil(now)).getTime() - begins.getTime();
  const previous = lengthMs <= 0 ? null : { from: new Date(begins.getTime() - lengthMs), to: begins };
  return { from: begins, to: ends, previous };
}

/** @param daysLater of a day: 1 for its end */
async function momentOf(
  queries: Queryable,
  given: Date | string,
  timeZone: string,
  daysLater: number,
): Promise<Date> {
  if (given instanceof Date) return given;
  const { rows } = await inZone(() =>
    queries.query(`select ($2::date + $3::integer)::timestamp at time zone $1 as moment`, [
      timeZone,
      given,
      daysLater,
    ]),
  );
  const [row] = z.array(z.object({ moment: z.date() })).parse(rows);
  return row?.moment ?? new Date(0);
}

const INVALID_PARAMETER = '22023';

/** @throws TimeZoneUnknownError for what PostgreSQL says of an unknown one */
export async function inZone<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INVALID_PARAMETER)
      throw new TimeZoneUnknownError('PostgreSQL does not know the time zone', { cause: error });
    throw error;
  }
}

function floor(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / QUARTER_MS) * QUARTER_MS);
}

function ceil(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / QUARTER_MS) * QUARTER_MS);
}
