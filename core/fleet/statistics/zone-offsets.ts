import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import type { Parameters } from './facts-sql.ts';
import type { Step } from './series.ts';
import { inZone, type Range } from './statistic-range.ts';

/** From a moment on the clocks of a time zone are so many seconds ahead of UTC. Null: as long as anybody asks for. */
export interface ZoneOffset {
  readonly from: Date | null;
  readonly offsetS: number;
}

/** Before that no terminal told of an order; where one did all the same, the clocks of that day are taken for it. */
const EARLIEST = new Date('2012-01-01T00:00:00Z');
/** Rules are known ahead; a process does not live as long. */
const AHEAD_MS = 400 * 86_400_000;
/** More than there are time zones. */
const known = new LRUCache<string, readonly ZoneOffset[]>({ max: 700 });

const foundRows = z.array(z.object({ from: z.date().nullable(), offset_s: z.int() })).min(1);

/**
 * When the clocks of a zone are put forward or back, oldest first, by PostgreSQL's own rules, which the ends of ranges follow too. They are
 * read once a process and zone: some ten milliseconds.
 * @throws TimeZoneUnknownError
 */
export async function readZoneOffsets(
  queries: Queryable,
  timeZone: string,
  now: Date,
): Promise<readonly ZoneOffset[]> {
  const before = known.get(timeZone);
  if (before !== undefined) return before;
  const { rows } = await inZone(() =>
    queries.query(
      `with weeks as (
       select week, ${offsetAt('week')} as offset_s, ${offsetAt(`week + interval '168 hours'`)} as next_s
       from generate_series($2::timestamptz, $3::timestamptz, interval '168 hours') as week
     ), quarters as (
       select quarter, ${offsetAt('quarter')} as offset_s, lag(${offsetAt('quarter')}) over (partition by week order by quarter) as before_s
       from weeks cross join lateral generate_series(week, week + interval '168 hours', interval '15 minutes') as quarter
       where offset_s <> next_s
     )
     select null as "from", offset_s from weeks where week = $2
     union all
     select quarter, offset_s from quarters where offset_s <> before_s
     order by 1 nulls first`,
      [timeZone, EARLIEST, new Date(now.getTime() + AHEAD_MS)],
    ),
  );
  const offsets = foundRows.parse(rows).map((row) => ({ from: row.from, offsetS: row.offset_s }));
  known.set(timeZone, offsets);
  return offsets;
}

function offsetAt(moment: string): string {
  return `extract(epoch from (${moment}) at time zone $1 - (${moment}) at time zone 'UTC')::integer`;
}

/** Those that hold somewhere within a range. */
export function offsetsWithin(offsets: readonly ZoneOffset[], { from, to }: Range): readonly ZoneOffset[] {
  return offsets.filter((offset, place) => {
    const ends = offsets[place + 1]?.from ?? null;
    return (
      (ends === null || from === null || ends > from) &&
      (offset.from === null || to === null || offset.from < to)
    );
  });
}

/** The largest span of UTC that lies within one hour, or one day, of clocks with these offsets. */
export function coarsestOf(offsets: readonly ZoneOffset[], isByHour: boolean): Step {
  if (!isByHour && offsets.every(({ offsetS }) => offsetS === 0)) return 'day';
  return offsets.every(({ offsetS }) => offsetS % 3_600 === 0) ? 'hour' : 'quarter';
}

/**
 * SQL of the number of the hour or day of the wall clock, counted from 1970, in which a moment lies. `at time zone` a row takes longer than
 * all of its sums.
 */
export function localSpanSql(
  at: string,
  step: 'hour' | 'day',
  offsets: readonly ZoneOffset[],
  parameters: Parameters,
): string {
  // Newest first: most rows are of this year.
  const cases = offsets
    .toReversed()
    .map(({ from, offsetS }) =>
      from === null
        ? `when true then ${offsetS}`
        : `when ${at} >= ${parameters.add(from)}::timestamptz then ${offsetS}`,
    );
  const offset = `case ${cases.join(' ')} end`;
  return `floor((date_part('epoch', ${at}) + ${offset}) / ${SECONDS[step]})::bigint`;
}

const SECONDS = { hour: 3_600, day: 86_400 } as const;
