import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import type { Series, SeriesRule } from './series.ts';

/** A chart is no wider, and a page draws dozens. */
export const MAX_POINTS = 500;
/** Rows are no denser. */
const LEAST_STEP_S = 10;

export interface HistoryPoint {
  readonly at: Date;
  readonly value: number;
}

export interface History {
  /** Width of what a point stands for. */
  readonly stepSeconds: number;
  /** Oldest first; a time without rows has none. */
  readonly points: readonly HistoryPoint[];
}

const pointRows = z.array(z.object({ at: z.date(), value: z.number() }).readonly());

/** The seconds that a point of so long a time stands for: whole tens, so that there are at most 500 points. */
export function stepOf(from: Date, to: Date): number {
  const seconds = (to.getTime() - from.getTime()) / 1_000;
  return Math.max(LEAST_STEP_S, Math.ceil(seconds / MAX_POINTS / LEAST_STEP_S) * LEAST_STEP_S);
}

/** One series between two moments, thinned by means (or what the series says) of equal times. */
export async function readHistory(
  database: Queryable,
  { source, rule }: Series,
  from: Date,
  to: Date,
): Promise<History> {
  const stepSeconds = stepOf(from, to);
  const { rows } = await database.query<Record<string, unknown>>(
    `with seen as (
       select date_bin(make_interval(secs => $4), measured_at, $2) as at, instance,
              (data #>> $5::text[])::float8 as value, (data #>> $6::text[])::float8 as divisor
         from measurements
        where source = $1 and measured_at >= $2 and measured_at < $3 and jsonb_typeof(data #> $5::text[]) = 'number'
     ), ${sqlOf(rule)}
     select at, value from made where value is not null order by at`,
    [source, from, to, stepSeconds, rule.path, rule.kind === 'quotient' ? rule.by : ['intervalMs']],
  );
  return { stepSeconds, points: pointRows.parse(rows) };
}

function sqlOf(rule: SeriesRule): string {
  switch (rule.kind) {
    case 'level': {
      const within = rule.over === 'max' ? 'max' : 'avg';
      const over = { sum: 'sum', mean: 'avg', max: 'max' }[rule.over];
      return `ofone as (select at, instance, ${within}(value) as value from seen group by at, instance),
        made as (select at, ${over}(value) as value from ofone group by at)`;
    }
    case 'rate':
      return `ofone as (select at, instance, 1000 * sum(value) / nullif(sum(divisor), 0) as value from seen group by at, instance),
        made as (select at, sum(value) as value from ofone group by at)`;
    case 'quotient':
      return `made as (select at, sum(value) / nullif(sum(divisor), 0) as value from seen group by at)`;
  }
}
