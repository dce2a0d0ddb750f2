import { plainArrayLiteral, textArrayLiteral } from '../../database/array-literal.ts';
import type { Session } from '../../database/pool.ts';
import { type ArrivedEvent, foldOrder, type OrderState } from '../fold-order.ts';
import { ORDER_ROW_COLUMNS, type OrderRow, orderRow } from '../order-row.ts';
import { readOrderState, writeOrderState } from '../order-state-json.ts';
import type { Storable } from './storable.ts';

/** Another writer may win an order again and again only if it gets as many events as we have tries. */
const MAX_ROUNDS = 20;

export class OrdersContendedError extends Error {
  override readonly name = 'OrdersContendedError';
}

interface TouchedOrder {
  readonly key: string;
  readonly terminalId: number;
  readonly orderId: string;
  readonly events: ArrivedEvent[];
}

/**
 * Folds order events into `orders`: reads the states of the touched orders, folds, writes them back only if nobody wrote them in between
 * (`version`), and does those that somebody did again. No lock is held while folding; rows are written in the order of their keys, first
 * the new orders, then the known ones, so that two writers hardly ever wait for each other in a circle. PostgreSQL ends such a circle after
 * a second, and the transaction is tried again. Closed ones are marked for the statistics (core/fleet/statistics).
 * @throws OrdersContendedError when others kept winning; the transaction can be tried again
 */
export async function writeOrders(session: Session, records: readonly Storable[]): Promise<number> {
  const touched = groupByOrder(records);
  let open = [...touched.values()].sort(byKey);
  for (let round = 0; open.length > 0; round += 1) {
    if (round === MAX_ROUNDS)
      throw new OrdersContendedError(`${open.length} orders were written by others ${MAX_ROUNDS} times`);
    const written = await writeOnce(session, open);
    open = open.filter((order) => !written.has(order.key));
  }
  return touched.size;
}

function groupByOrder(records: readonly Storable[]): Map<string, TouchedOrder> {
  const touched = new Map<string, TouchedOrder>();
  for (const { record, message } of records) {
    if (message.type !== 'orders') continue;
    for (const [position, event] of message.events.entries()) {
      const key = `${record.terminalId}:${event.orderId}`;
      let order = touched.get(key);
      if (order === undefined) {
        order = { key, terminalId: record.terminalId, orderId: event.orderId, events: [] };
        touched.set(key, order);
      }
      order.events.push({ event, receivedAtMs: record.receivedAtMs, position, botName: message.botName });
    }
  }
  return touched;
}

function byKey(one: TouchedOrder, other: TouchedOrder): number {
  return (
    one.terminalId - other.terminalId ||
    one.orderId.length - other.orderId.length ||
    (one.orderId < other.orderId ? -1 : 1)
  );
}

async function writeOnce(session: Session, orders: readonly TouchedOrder[]): Promise<ReadonlySet<string>> {
  const stored = await readStates(session, orders);
  const rows = orders.map((order): OrderToWrite => {
    const before = stored.get(order.key);
    const state = order.events.reduce<OrderState | undefined>(foldOrder, before?.state);
    if (state === undefined) throw new Error('an order without events');
    return { order, version: (before?.version ?? 0) + 1, fold: writeOrderState(state), row: orderRow(state) };
  });
  // An event changes a handful of columns, an INSERT all of them: in one statement every row would be as wide as the widest.
  const begun = await upsertRows(
    session,
    rows.filter(({ version }) => version === 1),
  );
  const continued = await upsertRows(
    session,
    rows.filter(({ version }) => version > 1),
  );
  return new Set([...begun, ...continued]);
}

interface OrderToWrite {
  readonly order: TouchedOrder;
  readonly version: number;
  readonly fold: string;
  readonly row: OrderRow;
}

/** @returns keys of the orders that were written: nobody else had in between */
async function upsertRows(session: Session, rows: readonly OrderToWrite[]): Promise<string[]> {
  if (rows.length === 0) return [];
  // Columns that no order of this call changes would be 40 arrays of nulls to write, send and read.
  const used = ORDER_ROW_COLUMNS.filter(
    ({ column, isDerived }) => isDerived || rows.some(({ row }) => isPresent(row[column])),
  );
  const { rows: written } = await session.query<{ key: string }>(upsertOf(used), [
    plainArrayLiteral(rows.map(({ order }) => order.terminalId)),
    plainArrayLiteral(rows.map(({ order }) => order.orderId)),
    plainArrayLiteral(rows.map(({ version }) => version)),
    textArrayLiteral(rows.map(({ fold }) => fold)),
    ...used.map(({ column, type }) => {
      const values = rows.map(({ row }) => row[column] ?? null);
      return type === 'text' ? textArrayLiteral(values) : plainArrayLiteral(values);
    }),
  ]);
  return written.map(({ key }) => key);
}

function isPresent(value: string | null | undefined): boolean {
  return value !== null && value !== undefined;
}

/** What a terminal set is never cleared: where a row brings nothing, the stored value stays. */
function upsertOf(used: typeof ORDER_ROW_COLUMNS): string {
  const columns = ['terminal_id', 'order_id', 'version', 'fold', ...used.map(({ column }) => column)];
  const types = [
    'bigint',
    'bigint',
    'integer',
    'text',
    ...used.map(({ type }) => (type === 'timestamptz' ? 'float8' : type)),
  ];
  const values = [
    'r.terminal_id',
    'r.order_id',
    'r.version',
    'r.fold',
    ...used.map(({ column, type }) => (type === 'timestamptz' ? `to_timestamp(r.${column})` : `r.${column}`)),
  ];
  const assignments = [
    'version = excluded.version',
    'fold = excluded.fold',
    ...used.map(({ column, isDerived }) =>
      isDerived
        ? `${column} = excluded.${column}`
        : `${column} = coalesce(excluded.${column}, orders.${column})`,
    ),
  ];
  return `
    with written as (
      insert into orders (${columns.join(', ')})
      select ${values.join(', ')}
      from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')}) as r (${columns.join(', ')})
      on conflict (terminal_id, order_id) do update set ${assignments.join(', ')}
      where orders.version = excluded.version - 1
      returning terminal_id, order_id, status
    ), marked as (
      -- What is closed stays closed, so whatever changes for statistics is marked here, also that it was deleted.
      insert into closed_order_marks (terminal_id, order_id)
      select terminal_id, order_id from written where status = 'Closed'
    )
    select terminal_id || ':' || order_id as key from written`;
}

interface StoredOrder {
  readonly version: number;
  readonly state: OrderState;
}

async function readStates(
  session: Session,
  orders: readonly TouchedOrder[],
): Promise<ReadonlyMap<string, StoredOrder>> {
  const { rows } = await session.query<{ key: string; version: number; fold: string }>({
    name: 'read-orders',
    // One look into the primary key per order, whatever the planner thinks of the number of rows: a join would become a scan of all.
    text: `select k.terminal_id || ':' || k.order_id as key, o.version, o.fold
      from unnest($1::bigint[], $2::bigint[]) as k (terminal_id, order_id)
      cross join lateral (
        select version, fold from orders where terminal_id = k.terminal_id and order_id = k.order_id limit 1
      ) as o`,
    values: [
      plainArrayLiteral(orders.map(({ terminalId }) => terminalId)),
      plainArrayLiteral(orders.map(({ orderId }) => orderId)),
    ],
  });
  return new Map(rows.map((row) => [row.key, { version: row.version, state: readOrderState(row.fold) }]));
}
