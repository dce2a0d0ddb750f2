import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireScope, SCOPE_SQL, type TerminalScope, scopeParameters } from '../terminals/terminal-scope.ts';
import { CURRENCY_SQL } from '../terminals/terminal-state.ts';

/** Steps of a curve in seconds: what people read off an axis. */
const STEPS_S = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 7 * 86_400] as const;

/** Of a curve: more than a screen has pixels. */
export const MAX_POINTS = 2_000;
/** Of all terminals together: what is looked up for one answer. */
const MAX_LOOKED_UP = 200_000;
/** Rows of a scope that are read one and all; of more, those at the ends of steps. */
const MAX_READ = 300_000;

/** How a curve of so many terminals is read. */
export interface CurvePlan {
  readonly stepS: number;
  /** Only what was told in the last minute of a step is looked at. */
  readonly isSampled: boolean;
}

/** The shortest step with which a curve has no more points than it may, and no shorter than the one that is asked for. */
export function planCurve(spanS: number, terminals: number, wantedS = 0): CurvePlan {
  const isSampled = terminals * (spanS / 60) > MAX_READ;
  const points = isSampled ? Math.min(MAX_POINTS, Math.max(12, MAX_LOOKED_UP / terminals)) : MAX_POINTS;
  const stepS = STEPS_S.find((step) => step >= wantedS && spanS / step <= points - 1) ?? 7 * 86_400;
  return { stepS, isSampled };
}

export interface BalanceCurve {
  /** Null: the orders of these terminals have not named it yet. */
  readonly currency: string | null;
  readonly points: readonly BalancePoint[];
}

/** Sums over the terminals of the scope. Decimal text. */
export interface BalancePoint {
  /** The end of its step; the last one's is `to`. */
  readonly at: Date;
  readonly available: string;
  readonly total: string;
  /** How many terminals had told a balance by then. */
  readonly terminals: number;
}

export interface HistoryQuestion {
  readonly scope: TerminalScope;
  readonly from: Date;
  readonly to: Date;
  /** Seconds at least between points. */
  readonly wantedStepS?: number | undefined;
}

export interface BalanceHistory {
  readonly stepS: number;
  readonly curves: readonly BalanceCurve[];
}

const points = z.array(
  z.object({
    currency: z.string().nullable(),
    at: z.date(),
    available: z.string(),
    total: z.string(),
    terminals: z.int(),
  }),
);

/** A balance from before the span still holds in it, if it is no older than this. */
const CARRY_FROM = '30 days';

/**
 * Curves by currency: at the end of each step the newest balance of each terminal that was told by then, summed. A terminal that falls silent
 * keeps its last balance; one that was not heard yet counts nothing. Of thousands of terminals over a long time, only what each told in the
 * last minute of a step counts in it.
 * @throws FleetUnknownError, TerminalUnknownError
 */
export async function readBalanceHistory(
  queries: Queryable,
  { scope, from, to, wantedStepS }: HistoryQuestion,
): Promise<BalanceHistory> {
  await requireScope(queries, scope);
  const counted = await queries.query<{ terminals: number }>(
    `select count(*)::int as terminals from ${SCOPE_SQL} and t.removed_at is null`,
    scopeParameters(scope),
  );
  const spanS = (to.getTime() - from.getTime()) / 1_000;
  const { stepS, isSampled } = planCurve(spanS, Math.max(1, counted.rows[0]?.terminals ?? 1), wantedStepS);
  const { rows } = await queries.query(curveSql(isSampled), [...scopeParameters(scope), from, to, stepS]);
  const curves = new Map<string | null, BalancePoint[]>();
  for (const { currency, ...point } of points.parse(rows)) {
    const curve = curves.get(currency);
    if (curve === undefined) curves.set(currency, [point]);
    else curve.push(point);
  }
  return { stepS, curves: [...curves].map(([currency, curve]) => ({ currency, points: curve })) };
}

const BIN = `date_bin(make_interval(secs => $8), h.minute, timestamptz 'epoch')`;

/** The last full minute of each step; steps are cut where UTC cuts them, so that a curve does not change as time goes on. */
const LAST_MINUTES = `array(select least(bin + make_interval(secs => $8), date_trunc('minute', $7::timestamptz)) - interval '1 minute'
  from generate_series(date_bin(make_interval(secs => $8), $6::timestamptz, timestamptz 'epoch'), $7, make_interval(secs => $8)) as bin)`;

/** `$6` from, `$7` to, `$8` seconds of a step. */
function curveSql(isSampled: boolean): string {
  return `with seen as materialized (
       select t.id, ${CURRENCY_SQL} as currency from (select t.* from ${SCOPE_SQL} and t.removed_at is null) t
     ), told as (
       -- A step's newest balance stands for it.
       select distinct on (h.terminal_id, ${BIN}) h.terminal_id, ${BIN} as bin, h.available, h.total
         from seen join balance_history h on h.terminal_id = seen.id
        where h.minute >= $6 and h.minute < $7 and h.total is not null
          ${isSampled ? `and h.minute = any(${LAST_MINUTES})` : ''}
        order by h.terminal_id, ${BIN}, h.minute desc
     ), before as (
       select seen.id as terminal_id, date_bin(make_interval(secs => $8), $6::timestamptz, timestamptz 'epoch') as bin,
              b.available, b.total
         from seen cross join lateral (
           select h.available, h.total from balance_history h
            where h.terminal_id = seen.id and h.total is not null
              and h.minute < $6 and h.minute >= $6::timestamptz - interval '${CARRY_FROM}'
            order by h.minute desc limit 1) b
     ), joined as (
       select terminal_id, bin, available, total from told
       union all
       select terminal_id, bin, available, total from before
        where (terminal_id, bin) not in (select terminal_id, bin from told)
     ), changes as (
       -- What a terminal's new balance adds to the sum of all: a sum of differences carries every last value forward.
       select seen.currency, joined.bin,
              coalesce(joined.available, 0) - coalesce(lag(joined.available) over own, 0) as available,
              joined.total - coalesce(lag(joined.total) over own, 0) as total,
              case when lag(joined.terminal_id) over own is null then 1 else 0 end as terminals
         from joined join seen on seen.id = joined.terminal_id
       window own as (partition by joined.terminal_id order by joined.bin)
     ), summed as (
       select currency, bin, sum(available) as available, sum(total) as total, sum(terminals) as terminals
         from changes group by currency, bin
     )
     select currency, least(bin + make_interval(secs => $8), $7::timestamptz) as at,
            (sum(available) over running)::text as available, (sum(total) over running)::text as total,
            (sum(terminals) over running)::int as terminals
       from summed window running as (partition by currency order by bin)
      order by currency nulls last, bin`;
}
