import { Big } from 'big.js';

/**
 * What a row of closed orders is, as far as it depends on their order: by when they were closed, then by terminal and order. Two rows, one
 * after the other, are joined without looking at the orders again: `joinSequences` is associative and `NO_ORDERS` changes nothing.
 */
export interface Sequence {
  readonly orders: number;
  readonly profit: Big;
  /** Lowest and highest running profit, which begins at 0. */
  readonly low: Big;
  readonly high: Big;
  /** Deepest fall of the running profit from its highest before; 0 or more. */
  readonly drawdown: Big;
  /** The running profit from which the drawdown fell; of equally deep falls the highest. 0 where there is none. */
  readonly drawdownPeak: Big;
  /** Wins (above zero) or losses (below) in a row at the beginning and at the end. 0: that order brought neither. */
  readonly firstRun: number;
  readonly lastRun: number;
  readonly longestWins: number;
  readonly longestLosses: number;
  /** Null without an order. */
  readonly best: Big | null;
  readonly worst: Big | null;
}

const ZERO = new Big(0);

export const NO_ORDERS: Sequence = Object.freeze({
  orders: 0,
  profit: ZERO,
  low: ZERO,
  high: ZERO,
  drawdown: ZERO,
  drawdownPeak: ZERO,
  firstRun: 0,
  lastRun: 0,
  longestWins: 0,
  longestLosses: 0,
  best: null,
  worst: null,
});

/** Of one order. */
export function sequenceOf(profit: Big): Sequence {
  const run = profit.gt(0) ? 1 : profit.lt(0) ? -1 : 0;
  return {
    orders: 1,
    profit,
    low: smaller(ZERO, profit),
    high: larger(ZERO, profit),
    drawdown: run < 0 ? profit.abs() : ZERO,
    drawdownPeak: ZERO,
    firstRun: run,
    lastRun: run,
    longestWins: run > 0 ? 1 : 0,
    longestLosses: run < 0 ? 1 : 0,
    best: profit,
    worst: profit,
  };
}

/** @param later begins after the last order of `earlier` */
export function joinSequences(earlier: Sequence, later: Sequence): Sequence {
  if (earlier.orders === 0) return later;
  if (later.orders === 0) return earlier;
  const across =
    Math.sign(earlier.lastRun) === Math.sign(later.firstRun) ? earlier.lastRun + later.firstRun : 0;
  return {
    orders: earlier.orders + later.orders,
    profit: earlier.profit.plus(later.profit),
    low: smaller(earlier.low, earlier.profit.plus(later.low)),
    high: larger(earlier.high, earlier.profit.plus(later.high)),
    ...deepestFall(earlier, later),
    firstRun:
      isOneRun(earlier) && across !== 0
        ? earlier.orders * Math.sign(across) + later.firstRun
        : earlier.firstRun,
    lastRun:
      isOneRun(later) && across !== 0 ? later.orders * Math.sign(across) + earlier.lastRun : later.lastRun,
    longestWins: Math.max(earlier.longestWins, later.longestWins, across),
    longestLosses: Math.max(earlier.longestLosses, later.longestLosses, -across),
    best: extreme(larger, earlier.best, later.best),
    worst: extreme(smaller, earlier.worst, later.worst),
  };
}

function isOneRun({ orders, firstRun }: Sequence): boolean {
  return Math.abs(firstRun) === orders;
}

/** Within the earlier, within the later, or from the height of the earlier to the depth of the later. */
function deepestFall(earlier: Sequence, later: Sequence): Pick<Sequence, 'drawdown' | 'drawdownPeak'> {
  const falls = [
    earlier,
    { drawdown: later.drawdown, drawdownPeak: earlier.profit.plus(later.drawdownPeak) },
    { drawdown: earlier.high.minus(earlier.profit.plus(later.low)), drawdownPeak: earlier.high },
  ];
  let deepest: Pick<Sequence, 'drawdown' | 'drawdownPeak'> = { drawdown: ZERO, drawdownPeak: ZERO };
  for (const { drawdown, drawdownPeak } of falls) {
    const depth = drawdown.cmp(deepest.drawdown);
    if (depth > 0 || (depth === 0 && !drawdown.eq(0) && drawdownPeak.gt(deepest.drawdownPeak)))
      deepest = { drawdown, drawdownPeak };
  }
  return deepest;
}

function extreme(pick: (one: Big, other: Big) => Big, one: Big | null, other: Big | null): Big | null {
  return one === null ? other : other === null ? one : pick(one, other);
}

function larger(one: Big, other: Big): Big {
  return one.gt(other) ? one : other;
}

function smaller(one: Big, other: Big): Big {
  return one.lt(other) ? one : other;
}
