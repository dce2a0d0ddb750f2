import * as z from 'zod';
import { decimalAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

/** An order as lists and the live socket show it. */
export const listedOrder = z.strictObject({
  terminalId: z.int(),
  terminalName: z.string(),
  orderId: z.string().describe("In the terminal's own database; 64 bits, so text"),
  symbol: z.string().nullable(),
  status: z.enum(['Open', 'Closed', 'Cancelled']),
  isShort: z.boolean(),
  isEmulator: z.boolean(),
  leverage: decimalAnswer.nullable(),
  quantity: decimalAnswer.nullable(),
  buyPrice: decimalAnswer.nullable(),
  sellPrice: decimalAnswer.nullable(),
  spent: decimalAnswer.nullable().describe('In `currency`'),
  profit: decimalAnswer.nullable().describe('In `currency`'),
  profitPercent: decimalAnswer.nullable(),
  currency: z.string().nullable().describe('Null: the terminal did not tell'),
  strategy: z.string().nullable(),
  sellReason: z.string().nullable(),
  openedAt: timeAnswer,
  closedAt: timeAnswer.nullable(),
});

export const orderPage = z.strictObject({ orders: z.array(listedOrder), nextCursor: nextCursorAnswer });

/** An order with every column that is set. */
export const orderDetails = z.strictObject({
  order: listedOrder,
  groups: z.array(
    z.strictObject({
      group: z.enum(['trade', 'money', 'times', 'origin', 'market', 'connection']),
      fields: z
        .array(z.strictObject({ column: z.string(), value: z.union([z.string(), z.boolean()]) }))
        .describe("The Commander's names of columns; numbers as text, moments in UTC"),
    }),
  ),
  hasChart: z.boolean().describe('`GET /api/orders/{terminalId}/{orderId}/chart` has it'),
});
