import * as fc from 'fast-check';
import {
  CURSOR_PATTERN,
  readOrderCursor,
  writeOrderCursor,
} from '../../../bots/fleet/orders/order-cursor.ts';

describe('the cursor of a page of orders', () => {
  it('is read as it was written, and fits into a button', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 17n),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.bigInt(1n, 2n ** 63n - 1n),
        (at, terminalId, orderId) => {
          const cursor = { at: String(at), terminalId, orderId: String(orderId) };
          const text = writeOrderCursor(cursor);

          expect(CURSOR_PATTERN.test(text)).toBe(true);
          expect(text.length).toBeLessThanOrEqual(31);
          expect(readOrderCursor(text)).toEqual(cursor);
        },
      ),
    );
  });

  it('that somebody made up is a number that PostgreSQL takes', () => {
    fc.assert(
      fc.property(fc.stringMatching(CURSOR_PATTERN), (text) => {
        const cursor = readOrderCursor(text);
        for (const number of cursor === undefined ? [] : [cursor.at, cursor.orderId])
          expect(BigInt.asIntN(64, BigInt(number))).toBe(BigInt(number));
      }),
    );
  });

  it('of the first page is empty', () => {
    expect(readOrderCursor('')).toBeUndefined();
  });
});
