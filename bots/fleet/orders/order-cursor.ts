import type { OrderCursor } from '../../../core/fleet/orders/list-orders.ts';

/** Three numbers of base 36: short enough for a button. Empty: the first page. */
export const CURSOR_PATTERN = /^(?:-?[0-9a-z]{1,13}(?:\.[0-9a-z]{1,13}){2})?$/;

const BASE = 36;

export function writeOrderCursor({ at, terminalId, orderId }: OrderCursor): string {
  return [BigInt(at), BigInt(terminalId), BigInt(orderId)].map((number) => number.toString(BASE)).join('.');
}

/** @param text of `CURSOR_PATTERN` */
export function readOrderCursor(text: string): OrderCursor | undefined {
  const [at, terminalId, orderId] = text.split('.');
  if (at === undefined || terminalId === undefined || orderId === undefined) return undefined;
  return {
    at: readNumber(at).toString(),
    terminalId: Number(readNumber(terminalId)),
    orderId: readNumber(orderId).toString(),
  };
}

function readNumber(text: string): bigint {
  const isNegative = text.startsWith('-');
  let value = 0n;
  for (const digit of isNegative ? text.slice(1) : text)
    value = value * BigInt(BASE) + BigInt(Number.parseInt(digit, BASE));
  // What nobody wrote may be longer than PostgreSQL takes.
  return BigInt.asIntN(64, isNegative ? -value : value);
}
