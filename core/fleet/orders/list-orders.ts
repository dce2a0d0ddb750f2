import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

/** An order as lists show it. Amounts are decimal text. */
export interface ListedOrder {
  readonly terminalId: number;
  readonly terminalName: string;
  readonly orderId: string;
  readonly symbol: string | null;
  readonly status: 'Open' | 'Closed' | 'Cancelled';
  readonly isShort: boolean;
  readonly isEmulator: boolean;
  readonly leverage: string | null;
  readonly quantity: string | null;
  readonly buyPrice: string | null;
  readonly sellPrice: string | null;
  readonly spent: string | null;
  readonly profit: string | null;
  readonly profitPercent: string | null;
  readonly currency: string | null;
  readonly strategy: string | null;
  readonly sellReason: string | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** Where the page before ended: newest first, by the moment in microseconds as text, then by terminal and order. */
export interface OrderCursor {
  readonly at: string;
  readonly terminalId: number;
  readonly orderId: string;
}

export interface OrdersQuestion {
  readonly fleetId: string;
  /** Telegram's id: who is not a member of the fleet is told of no order. */
  readonly userId: number;
  readonly which: 'open' | 'closed';
  /** @default all terminals of the fleet */
  readonly terminalId?: number;
  /** Closed ones only back to here, so that a list of thousands of terminals reads some days and not years. */
  readonly since: Date;
  readonly after?: OrderCursor;
  readonly limit: number;
}

export interface OrdersPage {
  readonly orders: readonly ListedOrder[];
  readonly next: OrderCursor | undefined;
}

export const orderRow = z.object({
  terminal_id: z.string(),
  terminal_name: z.string(),
  order_id: z.string(),
  symbol: z.string().nullable(),
  status: z.enum(['Open', 'Closed', 'Cancelled']),
  is_short: z.boolean().nullable(),
  is_emulator: z.boolean(),
  lev: z.string().nullable(),
  quantity: z.string().nullable(),
  buy_price: z.string().nullable(),
  sell_price: z.string().nullable(),
  spent_btc: z.string().nullable(),
  profit_btc: z.string().nullable(),
  profit_percent: z.string().nullable(),
  currency: z.string().nullable(),
  strategy: z.string().nullable(),
  sell_reason: z.string().nullable(),
  opened_at: z.date(),
  closed_at: z.date().nullable(),
});
const pageRow = orderRow.extend({ cursor_at: z.string() });

/** Of the orders `o` and their terminals `t`, as `orderRow` reads them. */
export const ORDER_COLUMNS = `o.terminal_id::text, t.name as terminal_name, o.order_id::text, o.symbol, o.status, o.is_short, o.is_emulator,
  o.lev::text, o.quantity::text, o.buy_price::text, o.sell_price::text, o.spent_btc::text, o.profit_btc::text,
  o.profit_percent::text, o.currency, o.strategy, o.sell_reason, o.opened_at, o.closed_at`;

/** What a forged cursor says beyond it is no time of PostgreSQL's. */
export const YEAR_9999_US = '253402300799000000';

/** One page, newest first: open ones by when they were opened, closed ones by when they were closed. */
export async function listOrders(queries: Queryable, question: OrdersQuestion): Promise<OrdersPage> {
  const { which, after, limit } = question;
  const at = which === 'open' ? 'o.opened_at' : 'o.closed_at';
  const isIn =
    which === 'open'
      ? `o.status = 'Open' and $3::timestamptz is not null`
      : `o.status <> 'Open' and o.closed_at >= $3`;
  const { rows } = await queries.query(
    `select ${ORDER_COLUMNS},
       (extract(epoch from ${at}) * 1000000)::bigint::text as cursor_at
     from fleet_members m
     join terminals t on t.fleet_id = m.fleet_id
     -- No more of each terminal than the page has: by the index, however many orders there are.
     cross join lateral (
       select * from orders o
       where o.terminal_id = t.id and ${isIn} and not o.deleted
         and ($4::bigint is null or (
           ${at} <= timestamptz 'epoch' + least(greatest($4::bigint, 0), ${YEAR_9999_US}) * interval '1 microsecond'
           and ((extract(epoch from ${at}) * 1000000)::bigint, o.terminal_id, o.order_id) < ($4, $5::bigint, $6::bigint)))
       order by ${at} desc, o.order_id desc limit $7
     ) o
     where m.user_id = $1 and m.fleet_id = $8 and ($2::bigint is null or t.id = $2)
     order by ${at} desc, o.terminal_id desc, o.order_id desc limit $7`,
    [
      question.userId,
      question.terminalId ?? null,
      question.since,
      after?.at ?? null,
      after?.terminalId ?? null,
      after?.orderId ?? null,
      limit + 1,
      question.fleetId,
    ],
  );
  const found = z.array(pageRow).parse(rows);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    orders: shown.map(orderOf),
    next:
      found.length > limit && last !== undefined
        ? { at: last.cursor_at, terminalId: Number(last.terminal_id), orderId: last.order_id }
        : undefined,
  };
}

export function orderOf(row: z.infer<typeof orderRow>): ListedOrder {
  return {
    terminalId: Number(row.terminal_id),
    terminalName: row.terminal_name,
    orderId: row.order_id,
    symbol: row.symbol,
    status: row.status,
    isShort: row.is_short ?? false,
    isEmulator: row.is_emulator,
    leverage: row.lev,
    quantity: row.quantity,
    buyPrice: row.buy_price,
    sellPrice: row.sell_price,
    spent: row.spent_btc,
    profit: row.profit_btc,
    profitPercent: row.profit_percent,
    currency: row.currency,
    strategy: row.strategy,
    sellReason: row.sell_reason,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  };
}
