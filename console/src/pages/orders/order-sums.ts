import Big from 'big.js';
import type { Order } from './order-list.ts';

/** Of the orders that are shown, in one currency, real money or the emulator's. Decimal text. */
export interface OrderSum {
  /** Null: the terminals did not tell it. */
  readonly currency: string | null;
  readonly isEmulator: boolean;
  readonly orders: number;
  readonly spent: string;
  readonly profit: string;
}

/** Exact sums, each currency apart and the emulator's money apart; real money first, then by how many orders there are. */
export function sumOrders(orders: Iterable<Order>): OrderSum[] {
  const sums = new Map<
    string,
    { currency: string | null; isEmulator: boolean; orders: number; spent: Big; profit: Big }
  >();
  for (const { currency, isEmulator, spent, profit } of orders) {
    const key = `${String(isEmulator)} ${currency ?? ''}`;
    const sum = sums.get(key) ?? { currency, isEmulator, orders: 0, spent: new Big(0), profit: new Big(0) };
    sum.orders += 1;
    if (spent !== null) sum.spent = sum.spent.plus(spent);
    if (profit !== null) sum.profit = sum.profit.plus(profit);
    sums.set(key, sum);
  }
  return [...sums.values()]
    .sort((left, right) => Number(left.isEmulator) - Number(right.isEmulator) || right.orders - left.orders)
    .map((sum) => ({ ...sum, spent: sum.spent.toFixed(), profit: sum.profit.toFixed() }));
}
