import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { SCOPE_SQL } from '../terminals/terminal-scope.ts';
import { type OrderCursor, YEAR_9999_US } from './list-orders.ts';
import { AFTER_FILTER, filterParameters, filterSql, momentSql, type OrderFilter } from './order-filter.ts';

/** Where an order stands in a list. */
export interface OrderKeyAt {
  readonly terminalId: number;
  readonly orderId: string;
  /** In microseconds of the epoch. */
  readonly at: string;
}
export type KeyPage = readonly OrderKeyAt[];

export interface KeyQuestion extends OrderFilter {
  readonly after?: OrderCursor | undefined;
  readonly limit: number;
  /** The first moment that belongs to it, and the first that does not. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

export const keyRows = z.array(
  z
    .object({ terminal_id: z.coerce.number().int(), order_id: z.string(), at_us: z.string() })
    .transform(({ terminal_id: terminalId, order_id: orderId, at_us: at }): OrderKeyAt => ({
      terminalId,
      orderId,
      at,
    })),
);

/** SQL of what comes after a cursor, by three parameters from `first` on. */
export function afterSql(at: string, key: string, first: number): string {
  return `($${first}::bigint is null or (
    ${at} <= timestamptz 'epoch' + least(greatest($${first}::bigint, 0), ${YEAR_9999_US}) * interval '1 microsecond'
    and ((extract(epoch from ${at}) * 1000000)::bigint, ${key}.terminal_id, ${key}.order_id) < ($${first}, $${first + 1}::bigint, $${first + 2}::bigint)))`;
}

export function afterParameters(after: OrderCursor | undefined): unknown[] {
  return [after?.at ?? null, after?.terminalId ?? null, after?.orderId ?? null];
}

/** Newest first: no more of each terminal than the page has, by its index, however many orders there are. */
export async function keysByTerminal(queries: Queryable, question: KeyQuestion): Promise<KeyPage> {
  const { state, since, until, after, limit } = question;
  const at = momentSql(state);
  const n = AFTER_FILTER;
  const { rows } = await queries.query(
    `select o.terminal_id::text, o.order_id::text, (extract(epoch from o.at) * 1000000)::bigint::text as at_us
       from (select t.id from ${SCOPE_SQL}) t
       cross join lateral (
         select o.terminal_id, o.order_id, ${at} as at from orders o
          where o.terminal_id = t.id and ${filterSql(state)}
            and ($${n}::timestamptz is null or ${at} >= $${n}) and ($${n + 1}::timestamptz is null or ${at} < $${n + 1})
            and ${afterSql(at, 'o', n + 2)}
          order by ${at} desc, o.order_id desc limit $${n + 5}
       ) o
      order by o.at desc, o.terminal_id desc, o.order_id desc limit $${n + 5}`,
    [...filterParameters(question), since ?? null, until ?? null, ...afterParameters(after), limit],
  );
  return keyRows.parse(rows);
}
