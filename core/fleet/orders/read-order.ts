import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { type ListedOrder, ORDER_COLUMNS, orderOf, orderRow } from './list-orders.ts';

/** @returns undefined for what is not there, deleted by its terminal, or of a fleet that the person is not in */
export async function readOrder(
  queries: Queryable,
  userId: number,
  terminalId: number,
  orderId: string,
): Promise<ListedOrder | undefined> {
  const { rows } = await queries.query(
    `select ${ORDER_COLUMNS}
     from orders o
     join terminals t on t.id = o.terminal_id
     join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
     where o.terminal_id = $2 and o.order_id = $3 and not o.deleted`,
    [userId, terminalId, orderId],
  );
  return z.array(orderRow).parse(rows).map(orderOf)[0];
}
