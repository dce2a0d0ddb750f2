import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { newestBySpans } from '../newest-by-spans.ts';
import { hasFewTerminals, requireScope } from '../terminals/terminal-scope.ts';
import { findCounted, keysByBook } from './keys-by-book.ts';
import { keysByTerminal, type OrderKeyAt } from './keys-by-terminal.ts';
import { ORDER_COLUMNS, type OrderCursor, orderOf, orderRow, type OrdersPage } from './list-orders.ts';
import type { OrderFilter } from './order-filter.ts';

export interface OrderQuestion extends OrderFilter {
  readonly after?: OrderCursor | undefined;
  readonly limit: number;
  readonly now: Date;
}

/**
 * One page, newest first, of all fleets that the person is in: open ones by when they were opened, the others by when they ended.
 * @throws FleetUnknownError, TerminalUnknownError
 */
export async function pageOrders(queries: Queryable, question: OrderQuestion): Promise<OrdersPage> {
  const { limit } = question;
  await requireScope(queries, question);
  const keys = await findKeys(queries, { ...question, limit: limit + 1 });
  const orders = await readByKeys(queries, question.userId, keys.slice(0, limit));
  const last = keys[limit - 1];
  return {
    orders,
    next:
      keys.length > limit && last !== undefined
        ? { at: last.at, terminalId: last.terminalId, orderId: last.orderId }
        : undefined,
  };
}

async function findKeys(queries: Queryable, question: OrderQuestion): Promise<readonly OrderKeyAt[]> {
  const { state, limit } = question;
  // To few terminals each is asked by its own index; of more, spans of time are asked, or what the statistics keep in order.
  if (state === 'open' || (await hasFewTerminals(queries, question)))
    return keysByTerminal(queries, { ...question, since: question.from, until: question.to });
  const counted = state === 'closed' ? await findCounted(queries) : undefined;
  const recent = await keysBySpans(queries, question, counted);
  const missing = limit - recent.length;
  if (counted === undefined || missing <= 0) return recent;
  const until = earlier(question.to, counted);
  return [
    ...recent,
    ...(await keysByBook(queries, { ...question, limit: missing, since: question.from, until })),
  ];
}

const HOUR_MS = 3_600_000;
/** Of orders that a terminal with a fast clock dates ahead. */
const AHEAD_MS = HOUR_MS;
/** Nothing is older: the first of these terminals. */
const EARLIEST = Date.UTC(2010, 0, 1);

/** Down to `downTo`, or to the first of all orders. */
function keysBySpans(
  queries: Queryable,
  question: OrderQuestion,
  downTo: Date | undefined,
): Promise<readonly OrderKeyAt[]> {
  const { limit, from, to, now, after } = question;
  return newestBySpans(
    {
      limit,
      beginsMs: Math.min(to?.getTime() ?? Infinity, now.getTime() + AHEAD_MS, momentOf(after)),
      until: to,
      endsMs: Math.max(downTo?.getTime() ?? EARLIEST, from?.getTime() ?? EARLIEST),
    },
    (span) => keysByTerminal(queries, { ...question, ...span }),
  );
}

/** A millisecond later: the cursor's microseconds are within it. */
function momentOf(after: OrderCursor | undefined): number {
  if (after === undefined) return Infinity;
  const ms = Number(BigInt(after.at) / 1_000n) + 1;
  return Number.isFinite(ms) ? ms : Infinity;
}

function earlier(one: Date | undefined, other: Date): Date {
  return one !== undefined && one < other ? one : other;
}

async function readByKeys(queries: Queryable, userId: number, keys: readonly OrderKeyAt[]) {
  if (keys.length === 0) return [];
  const { rows } = await queries.query(
    `select ${ORDER_COLUMNS}
       from unnest($2::bigint[], $3::bigint[]) with ordinality as k (terminal_id, order_id, place)
       -- One by one, by their key: joined as a whole, a page of thousands would read all orders.
       cross join lateral (
         select * from orders o where o.terminal_id = k.terminal_id and o.order_id = k.order_id and not o.deleted limit 1
       ) o
       join terminals t on t.id = o.terminal_id
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      order by k.place`,
    [userId, keys.map(({ terminalId }) => terminalId), keys.map(({ orderId }) => orderId)],
  );
  return z.array(orderRow).parse(rows).map(orderOf);
}
