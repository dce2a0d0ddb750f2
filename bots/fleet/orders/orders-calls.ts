import * as z from 'zod';
import { spec } from '../calls.ts';
import { CURSOR_PATTERN } from './order-cursor.ts';

/** `a12`: a whole fleet, `t7`: a terminal; see `command-target.ts`. */
const scope = z.string().regex(/^[at]\d{1,18}$/);
const which = z.enum(['o', 'c']);
/** Up to the largest bigint of PostgreSQL: what is forged is a stale button and no error of the database. */
const orderId = z
  .string()
  .regex(/^\d{1,19}$/)
  .refine((id) => BigInt.asIntN(64, BigInt(id)) === BigInt(id));
/** How far closed ones go back. */
const days = z.literal([7, 30]);
const cursor = z.string().regex(CURSOR_PATTERN);

export type OrdersWhich = z.infer<typeof which>;
export type OrdersDays = z.infer<typeof days>;

export const ordersCalls = {
  list: spec('o', z.tuple([scope, which, days, cursor])),
  /** The order's terminal and id; then the list that it was opened from. */
  order: spec('oo', z.tuple([z.int().positive(), orderId, scope, which, days, cursor])),
};
