import { Big } from 'big.js';
import * as z from 'zod';

/** What can be added up of orders. Amounts are exact. */
export interface Sums {
  readonly orders: number;
  /** Profit above zero, below zero; an order that brought nothing is neither. */
  readonly wins: number;
  readonly losses: number;
  readonly profit: Big;
  /** Of the wins. */
  readonly gains: Big;
  readonly spent: Big;
  readonly durationS: number;
}

/** Sums and what follows of them. Amounts are decimal text in one currency. */
export interface Result {
  readonly orders: number;
  readonly wins: number;
  readonly losses: number;
  readonly profit: string;
  readonly spent: string;
  /** Profit an order, to 8 digits after the point. */
  readonly averageProfit: string;
  /** Percent of all orders. */
  readonly winRate: number;
  /** Gains by losses; null without a loss. */
  readonly profitFactor: number | null;
  /** Profit in percent of what was spent; null when nothing was. */
  readonly roi: number | null;
  readonly averageDurationS: number;
}

/** SQL that adds facts up, and what was added up. */
export const SUMS_SQL = `sum(orders) as orders, sum(wins) as wins, sum(losses) as losses, sum(profit) as profit, sum(gains) as gains,
  sum(spent) as spent, sum(duration_s) as duration_s`;

/** SQL of sums as `sumsRow` reads them: of the few rows that are told. */
export const TOLD_SUMS_SQL = `orders::int, wins::int, losses::int, profit::text, gains::text, spent::text, duration_s::float8`;

const amount = z.string().transform((text) => new Big(text));

/** A row of `TOLD_SUMS_SQL`, with what stands beside it. */
export const sumsRow = z.object({
  orders: z.int(),
  wins: z.int(),
  losses: z.int(),
  profit: amount,
  gains: amount,
  spent: amount,
  duration_s: z.number(),
});

export function sumsOf({ duration_s: durationS, ...row }: z.output<typeof sumsRow>): Sums {
  const { orders, wins, losses, profit, gains, spent } = row;
  return { orders, wins, losses, profit, gains, spent, durationS };
}

const ZERO = new Big(0);

export const NO_SUMS: Sums = Object.freeze({
  orders: 0,
  wins: 0,
  losses: 0,
  profit: ZERO,
  gains: ZERO,
  spent: ZERO,
  durationS: 0,
});

export function addSums(one: Sums, other: Sums): Sums {
  return {
    orders: one.orders + other.orders,
    wins: one.wins + other.wins,
    losses: one.losses + other.losses,
    profit: one.profit.plus(other.profit),
    gains: one.gains.plus(other.gains),
    spent: one.spent.plus(other.spent),
    durationS: one.durationS + other.durationS,
  };
}

/** The digits of a ratio that anybody looks at. */
const RATIO_DIGITS = 4;
const AVERAGE_DIGITS = 8;

export function resultOf({ orders, wins, losses, profit, gains, spent, durationS }: Sums): Result {
  const lost = gains.minus(profit);
  return {
    orders,
    wins,
    losses,
    profit: profit.toFixed(),
    spent: spent.toFixed(),
    averageProfit: orders === 0 ? '0' : quotient(profit, new Big(orders), AVERAGE_DIGITS).toFixed(),
    winRate: orders === 0 ? 0 : percentOf(new Big(wins), new Big(orders)),
    profitFactor: lost.gt(0) ? quotient(gains, lost, RATIO_DIGITS).toNumber() : null,
    roi: spent.gt(0) ? percentOf(profit, spent) : null,
    averageDurationS: orders === 0 ? 0 : Math.round(durationS / orders),
  };
}

export function percentOf(part: Big, whole: Big): number {
  return quotient(part.times(100), whole, RATIO_DIGITS).toNumber();
}

/** big.js rounds a quotient to its own 20 digits first, which is as good as exact here. */
function quotient(dividend: Big, divisor: Big, digits: number): Big {
  const rounded = dividend.div(divisor).round(digits);
  // Not minus nothing.
  return rounded.eq(0) ? ZERO : rounded;
}
