import * as z from 'zod';
import type { OrderCursor } from '../../fleet/orders/list-orders.ts';
import { ORDER_STATES, type OrderFilter, type OrderState } from '../../fleet/orders/order-filter.ts';
import { ProblemError } from '../../http/answers.ts';
import { cursorInput } from '../cursor.ts';
import { fleetIdInput, readTerminalId, wordsInput } from '../read-input.ts';
import { momentInput } from '../time-input.ts';

/** Id of a terminal in an address. */
export const terminalIdInput = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'the id of a terminal is a number')
  .transform(Number);

/** Of whose terminals; all that is given has to hold. */
export const scopeInput = {
  fleetId: fleetIdInput.optional(),
  terminalId: terminalIdInput.optional(),
  group: wordsInput.optional(),
  tag: wordsInput.optional(),
};

export const flagInput = z.enum(['true', 'false']).transform((text) => text === 'true');

export const orderFilterInput = {
  ...scopeInput,
  status: z.enum(ORDER_STATES).default('open'),
  symbol: wordsInput.optional(),
  strategy: z.string().trim().max(200).optional().describe('Empty: orders without one'),
  currency: wordsInput.optional(),
  emulator: flagInput.optional().describe('Default: both'),
  from: momentInput
    .optional()
    .describe('Of the opening of open orders, of the end of the others; this moment belongs to it'),
  to: momentInput.optional().describe('This moment does not belong to it'),
};

interface OrderFilterInput extends Omit<OrderFilter, 'userId' | 'state' | 'isEmulator'> {
  readonly status: OrderState;
  readonly emulator?: boolean | undefined;
}

export function toFilter(userId: number, { status, emulator, ...rest }: OrderFilterInput): OrderFilter {
  return { ...rest, userId, state: status, isEmulator: emulator };
}

const digits = z.string().regex(/^-?\d{1,19}$/);

export const orderCursorInput = cursorInput(
  z.object({ at: digits, terminalId: z.int().positive(), orderId: digits }),
);

/** A cursor is no secret: whatever its numbers are, they fit into what PostgreSQL compares them with. */
export function readOrderCursor(cursor: OrderCursor | undefined): OrderCursor | undefined {
  if (cursor === undefined) return undefined;
  return { ...cursor, at: clamp(cursor.at), orderId: clamp(cursor.orderId) };
}

const MAX_BIGINT = 9_223_372_036_854_775_807n;

function clamp(text: string): string {
  const number = BigInt(text);
  return String(number > MAX_BIGINT ? MAX_BIGINT : number < -MAX_BIGINT ? -MAX_BIGINT : number);
}

export interface OrderKey {
  readonly terminalId: number;
  readonly orderId: string;
}

/** @throws ProblemError for what cannot be an order's address */
export function orderKeyOf(params: Readonly<Record<string, string | undefined>>): OrderKey {
  const terminalId = readTerminalId(params.terminalId);
  const { orderId = '' } = params;
  const isId = /^-?\d{1,19}$/.test(orderId) && clamp(orderId) === String(BigInt(orderId));
  if (terminalId === undefined || !isId) throw orderUnknown();
  return { terminalId, orderId };
}

export function orderUnknown(): ProblemError {
  return new ProblemError({
    status: 404,
    title: 'No such order',
    detail: 'There is no such order of the terminals that you may see, or its terminal deleted it.',
  });
}
