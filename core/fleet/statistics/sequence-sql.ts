import { Big } from 'big.js';
import * as z from 'zod';
import type { Sequence } from './sequence.ts';

/**
 * SQL that makes sequences (sequence.ts) of orders: one row for each value of the columns `by`.
 * @param source SQL of rows with `by`, `closed_at`, `terminal_id`, `order_id` and `profit`
 * @param by columns, at least one
 */
export function sequencesSql(source: string, by: readonly string[]): string {
  const parts = by.join(', ');
  return `
    select ${parts}, sum(orders)::int as orders, sum(profit) as profit,
      least(min(low), 0) as low, greatest(max(high), 0) as high,
      (max(fall))[1] as drawdown, case when (max(fall))[1] > 0 then (max(fall))[2] else 0 end as drawdown_peak,
      (min(array[first_n, sign * orders]))[2]::int as first_run, (max(array[first_n, sign * orders]))[2]::int as last_run,
      coalesce(max(orders) filter (where sign > 0), 0)::int as longest_wins,
      coalesce(max(orders) filter (where sign < 0), 0)::int as longest_losses,
      max(best) as best, min(worst) as worst
    from (
      select ${parts}, run, sign, count(*) as orders, min(n) as first_n, sum(profit) as profit, min(running) as low, max(running) as high,
        max(array[peak - running, peak]) as fall, max(profit) as best, min(profit) as worst
      from (
        select *,
          greatest(max(running) over w, 0) as peak,
          count(*) filter (where is_turn) over w as run
        from (
          select ${parts}, profit, sign(profit)::int as sign, row_number() over w as n, sum(profit) over w as running,
            sign(profit) is distinct from lag(sign(profit)) over w as is_turn
          from (${source}) as orders_in_order
          window w as (partition by ${parts} order by closed_at, terminal_id, order_id rows unbounded preceding)
        ) as summed
        window w as (partition by ${parts} order by n rows unbounded preceding)
      ) as peaked
      group by ${parts}, run, sign
    ) as runs
    group by ${parts}`;
}

/** Columns of what `sequencesSql` gives besides `by`, and of `statistic_sequences`. */
export const SEQUENCE_COLUMNS = [
  'orders',
  'profit',
  'low',
  'high',
  'drawdown',
  'drawdown_peak',
  'first_run',
  'last_run',
  'longest_wins',
  'longest_losses',
  'best',
  'worst',
] as const;

const amount = z.string().transform((text) => new Big(text));

export const sequenceRow = z.object({
  orders: z.int(),
  profit: amount,
  low: amount,
  high: amount,
  drawdown: amount,
  drawdown_peak: amount,
  first_run: z.int(),
  last_run: z.int(),
  longest_wins: z.int(),
  longest_losses: z.int(),
  best: amount,
  worst: amount,
});

export function sequenceOfRow(row: z.infer<typeof sequenceRow>): Sequence {
  return {
    orders: row.orders,
    profit: row.profit,
    low: row.low,
    high: row.high,
    drawdown: row.drawdown,
    drawdownPeak: row.drawdown_peak,
    firstRun: row.first_run,
    lastRun: row.last_run,
    longestWins: row.longest_wins,
    longestLosses: row.longest_losses,
    best: row.best,
    worst: row.worst,
  };
}
