import * as z from 'zod';
import type { ListedOrder, OrderCursor } from '../../fleet/orders/list-orders.ts';
import type { OrderFilter } from '../../fleet/orders/order-filter.ts';
import { pageOrders } from '../../fleet/orders/page-orders.ts';
import type { Call } from '../call.ts';
import { answerCsv, CSV_TYPE, type CsvRow, writeCsv } from '../csv.ts';
import { IN_PARTS, nextPartHeaders } from '../csv-parts.ts';
import { definePlainRoute, TAGS } from '../define-route.ts';
import { pageLimitInput } from '../read-input.ts';
import { orderCursorInput, orderFilterInput, readOrderCursor, toFilter } from './order-input.ts';

const COLUMNS: readonly (readonly [name: string, cell: (order: ListedOrder) => string | null])[] = [
  ['terminal_id', ({ terminalId }) => String(terminalId)],
  ['terminal', ({ terminalName }) => terminalName],
  ['order_id', ({ orderId }) => orderId],
  ['symbol', ({ symbol }) => symbol],
  ['status', ({ status }) => status],
  ['side', ({ isShort }) => (isShort ? 'short' : 'long')],
  ['emulator', ({ isEmulator }) => (isEmulator ? 'yes' : 'no')],
  ['leverage', ({ leverage }) => leverage],
  ['quantity', ({ quantity }) => quantity],
  ['buy_price', ({ buyPrice }) => buyPrice],
  ['sell_price', ({ sellPrice }) => sellPrice],
  ['spent', ({ spent }) => spent],
  ['profit', ({ profit }) => profit],
  ['profit_percent', ({ profitPercent }) => profitPercent],
  ['currency', ({ currency }) => currency],
  ['strategy', ({ strategy }) => strategy],
  ['sell_reason', ({ sellReason }) => sellReason],
  ['opened_at_utc', ({ openedAt }) => openedAt.toISOString()],
  ['closed_at_utc', ({ closedAt }) => closedAt?.toISOString() ?? null],
];

/** A function's answer has at most 6 MB, in which quotes and what is not ASCII take more. */
const MAX_PART_BYTES = 3_000_000;
const ORDERS_A_QUERY = 1_000;
/** 10,000 orders are some 2.5 MB. */
const MAX_ORDERS_A_PART = 10_000;

export const exportOrdersRoute = definePlainRoute({
  method: 'GET',
  path: '/api/orders/export',
  tag: TAGS.orders,
  summary: 'Orders as CSV for spreadsheets, in parts',
  description: `The filters of \`GET /api/orders\`. A part has at most 3 MB; ${IN_PARTS}`,
  query: z.strictObject({
    cursor: orderCursorInput,
    limit: pageLimitInput(MAX_ORDERS_A_PART, MAX_ORDERS_A_PART).describe('Of orders in a part'),
    ...orderFilterInput,
  }),
  mediaType: CSV_TYPE,
  answer: z.string(),
  handle: async (call) => {
    const { cursor, limit, ...filter } = call.query;
    const part = await readPart(call, toFilter(call.caller.userId, filter), readOrderCursor(cursor), limit);
    const rows = part.orders.map((order): CsvRow => COLUMNS.map(([, cell]) => cell(order)));
    const text = await writeCsv(cursor === undefined ? COLUMNS.map(([name]) => name) : undefined, rows);
    const next = part.next === undefined ? undefined : { ...part.next };
    return answerCsv(text, 'orders.csv', nextPartHeaders(call, '/api/orders/export', next));
  },
});

interface Part {
  readonly orders: readonly ListedOrder[];
  readonly next: OrderCursor | undefined;
}

async function readPart(
  { databases, now }: Pick<Call, 'databases' | 'now'>,
  filter: OrderFilter,
  after: OrderCursor | undefined,
  limit: number,
): Promise<Part> {
  const orders: ListedOrder[] = [];
  let next = after;
  let bytes = 0;
  do {
    const page = await databases.read('recent', (database) =>
      pageOrders(database, {
        ...filter,
        now,
        after: next,
        limit: Math.min(ORDERS_A_QUERY, limit - orders.length),
      }),
    );
    orders.push(...page.orders);
    next = page.next;
    // As JSON it is longer than as CSV.
    bytes += Buffer.byteLength(JSON.stringify(page.orders));
  } while (next !== undefined && orders.length < limit && bytes < MAX_PART_BYTES);
  return { orders, next };
}
