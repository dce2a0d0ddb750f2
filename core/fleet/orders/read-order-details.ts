import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { ORDER_GROUPS, type OrderGroup } from './order-groups.ts';
import { type ListedOrder, ORDER_COLUMNS, orderOf, orderRow } from './list-orders.ts';

/** Numbers and moments are text. */
export interface OrderField {
  readonly column: string;
  readonly value: string | boolean;
}

export interface OrderDetails {
  readonly order: ListedOrder;
  /** Only what is set. */
  readonly groups: readonly { readonly group: OrderGroup; readonly fields: readonly OrderField[] }[];
  /** The newest chart's; null: none came. */
  readonly chartId: string | null;
}

const value = z.union([z.string(), z.boolean()]).nullable();

/** @returns undefined for what is not there, deleted by its terminal, or of a fleet that the person is not in */
export async function readOrderDetails(
  queries: Queryable,
  userId: number,
  terminalId: number,
  orderId: string,
): Promise<OrderDetails | undefined> {
  const { rows } = await queries.query<Record<string, unknown>>(
    `select ${ORDER_COLUMNS}, ${FIELDS},
            (select c.id::text from charts c where c.terminal_id = o.terminal_id and c.order_id = o.order_id
              order by c.received_at desc, c.id desc limit 1) as chart_id
       from orders o
       join terminals t on t.id = o.terminal_id
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where o.terminal_id = $2 and o.order_id = $3 and not o.deleted`,
    [userId, terminalId, orderId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    order: orderOf(orderRow.parse(row)),
    groups: GROUP_NAMES.map((group) => ({
      group,
      fields: ORDER_GROUPS[group].flatMap((name): OrderField[] => {
        const found = value.parse(row[`field_${name}`]);
        return found === null ? [] : [{ column: name, value: found }];
      }),
    })).filter(({ fields }) => fields.length > 0),
    chartId: z.string().nullable().parse(row.chart_id),
  };
}

const GROUP_NAMES = Object.keys(ORDER_GROUPS).filter((name): name is OrderGroup => name in ORDER_GROUPS);

const FLAGS = new Set(['is_short', 'is_emulator', 'emulator', 'created_from_update']);
const MOMENTS = new Set(['opened_at', 'closed_at', 'created_at', 'updated_at']);

const FIELDS = GROUP_NAMES.flatMap((group): readonly string[] => ORDER_GROUPS[group])
  .map((name) => `${fieldSql(name)} as field_${name}`)
  .join(', ');

function fieldSql(name: string): string {
  if (FLAGS.has(name)) return `o.${name}`;
  if (MOMENTS.has(name)) return `to_char(o.${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `o.${name}::text`;
}
