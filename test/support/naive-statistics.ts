import { Big } from 'big.js';
import type { Database } from '../../core/database/pool.ts';
import type { Sequence } from '../../core/fleet/statistics/sequence.ts';

/** A closed order as `orders` has it. */
export interface ClosedOrder {
  readonly terminalId: number;
  readonly orderId: number;
  readonly fleetId: string;
  readonly currency: string | null;
  readonly isEmulator: boolean;
  readonly strategy: string | null;
  readonly symbol: string | null;
  readonly closedAt: Date;
  readonly profit: Big;
  readonly spent: Big;
  readonly durationS: number;
}

/** Every closed order, in the order of their ends. */
export async function readClosedOrders(database: Database): Promise<ClosedOrder[]> {
  const { rows } = await database.query<{
    terminal_id: number;
    order_id: number;
    fleet_id: string;
    currency: string | null;
    is_emulator: boolean;
    strategy: string | null;
    symbol: string | null;
    closed_at: Date;
    opened_at: Date;
    profit: string | null;
    spent: string | null;
  }>(
    `select o.terminal_id::int, o.order_id::int, t.fleet_id::text, o.currency, o.is_emulator, o.strategy, o.symbol, o.closed_at, o.opened_at,
       o.profit_btc::text as profit, o.spent_btc::text as spent
     from orders o join terminals t on t.id = o.terminal_id where o.status = 'Closed' and not o.deleted`,
  );
  return rows
    .map((row) => ({
      terminalId: row.terminal_id,
      orderId: row.order_id,
      fleetId: row.fleet_id,
      currency: row.currency,
      isEmulator: row.is_emulator,
      strategy: row.strategy,
      symbol: row.symbol,
      closedAt: row.closed_at,
      profit: new Big(row.profit ?? '0'),
      spent: new Big(row.spent ?? '0'),
      durationS: Math.max(0, Math.round((row.closed_at.getTime() - row.opened_at.getTime()) / 1000)),
    }))
    .sort(
      (one, other) =>
        one.closedAt.getTime() - other.closedAt.getTime() ||
        one.terminalId - other.terminalId ||
        one.orderId - other.orderId,
    );
}

/** What `resultOf` says, computed order by order. */
export function naiveResult(orders: readonly ClosedOrder[]) {
  const sum = (pick: (order: ClosedOrder) => Big): Big =>
    orders.reduce((all, order) => all.plus(pick(order)), new Big(0));
  const profit = sum((order) => order.profit);
  const spent = sum((order) => order.spent);
  const lost = sum((order) => (order.profit.lt(0) ? order.profit.abs() : new Big(0)));
  const gains = sum((order) => (order.profit.gt(0) ? order.profit : new Big(0)));
  const wins = orders.filter((order) => order.profit.gt(0)).length;
  const count = orders.length;
  return {
    orders: count,
    wins,
    losses: orders.filter((order) => order.profit.lt(0)).length,
    profit: profit.toFixed(),
    spent: spent.toFixed(),
    averageProfit: count === 0 ? '0' : unsigned(profit.div(count).round(8)).toFixed(),
    winRate: count === 0 ? 0 : Number(((wins / count) * 100).toFixed(4)),
    profitFactor: lost.eq(0) ? null : gains.div(lost).round(4).toNumber(),
    roi: spent.gt(0) ? unsigned(profit.times(100).div(spent).round(4)).toNumber() : null,
    averageDurationS:
      count === 0 ? 0 : Math.round(orders.reduce((all, order) => all + order.durationS, 0) / count),
  };
}

function unsigned(value: Big): Big {
  return value.eq(0) ? new Big(0) : value;
}

/** Looks at every order, and at every earlier moment for every later one. */
export function naiveSequence(profits: readonly Big[]): Sequence {
  const running = [new Big(0)];
  for (const profit of profits) running.push((running.at(-1) ?? new Big(0)).plus(profit));
  let drawdown = new Big(0);
  let drawdownPeak = new Big(0);
  for (const [peakAt, peak] of running.entries())
    for (const after of running.slice(peakAt)) {
      const fall = peak.minus(after);
      if (fall.gt(drawdown) || (fall.eq(drawdown) && fall.gt(0) && peak.gt(drawdownPeak))) {
        drawdown = fall;
        drawdownPeak = peak;
      }
    }
  const signs = profits.map((profit) => (profit.gt(0) ? 1 : profit.lt(0) ? -1 : 0));
  return {
    orders: profits.length,
    profit: running.at(-1) ?? new Big(0),
    low: extreme(running, (one, other) => one.lt(other)) ?? new Big(0),
    high: extreme(running, (one, other) => one.gt(other)) ?? new Big(0),
    drawdown,
    drawdownPeak,
    firstRun: leadingRun(signs),
    lastRun: leadingRun(signs.toReversed()),
    longestWins: longestRun(signs, 1),
    longestLosses: longestRun(signs, -1),
    best: extreme(profits, (one, other) => one.gt(other)),
    worst: extreme(profits, (one, other) => one.lt(other)),
  };
}

function extreme(values: readonly Big[], isMore: (one: Big, other: Big) => boolean): Big | null {
  return values.reduce<Big | null>(
    (most, value) => (most === null || isMore(value, most) ? value : most),
    null,
  );
}

function leadingRun(signs: readonly number[]): number {
  const [first = 0] = signs;
  const end = signs.findIndex((sign) => sign !== first);
  return (end < 0 ? signs.length : end) * first;
}

function longestRun(signs: readonly number[], wanted: number): number {
  let longest = 0;
  let run = 0;
  for (const sign of signs) {
    run = sign === wanted ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

export interface WallClock {
  /** `2026-03-29` */
  readonly day: string;
  readonly hour: number;
  /** 1 is Monday. */
  readonly weekday: number;
}

/** By the runtime's calendar, not PostgreSQL's. */
export function wallClock(timeZone: string, moment: Date): WallClock {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      weekday: 'short',
    })
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: `${parts.get('year') ?? ''}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`,
    hour: Number(parts.get('hour')),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.get('weekday') ?? '') + 1,
  };
}
