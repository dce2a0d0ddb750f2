import { Big } from 'big.js';
import { joinSequences, NO_ORDERS, type Sequence, sequenceOf } from './sequence.ts';

/**
 * The sequence of orders that brought these profits, decimal texts in the order of their ends. The same as joining them one by one, and thirty
 * times as fast: a double adds whole numbers exactly up to 2^53, so profits are counted in their smallest unit.
 */
export function foldProfits(profits: readonly string[]): Sequence {
  const decimals = profits.reduce((most, text) => Math.max(most, decimalsOf(text)), 0);
  const units = profits.map((text) => unitsOf(text, decimals));
  // Whatever the order is, no sum on the way is larger.
  const total = units.reduce((sum, unit) => sum + Math.abs(unit), 0);
  if (!(total <= Number.MAX_SAFE_INTEGER))
    return profits.map((text) => sequenceOf(new Big(text))).reduce(joinSequences, NO_ORDERS);
  return foldUnits(units, decimals);
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** Not a safe integer when it is too large for one. */
function unitsOf(text: string, decimals: number): number {
  const missing = decimals - decimalsOf(text);
  return Number(text.replace('.', '') + '0'.repeat(missing));
}

function foldUnits(units: readonly number[], decimals: number): Sequence {
  if (units.length === 0) return NO_ORDERS;
  let [running, low, high, fall, fallPeak] = [0, 0, 0, 0, 0];
  let [best, worst] = [-Infinity, Infinity];
  let [run, firstRun, longestWins, longestLosses] = [0, 0, 0, 0];
  let isFirstRun = true;
  for (const [place, unit] of units.entries()) {
    running += unit;
    low = Math.min(low, running);
    high = Math.max(high, running);
    const fallen = high - running;
    // Falls of later peaks are found later, and of equally deep ones the highest is told.
    if (fallen > 0 && fallen >= fall) [fall, fallPeak] = [fallen, high];
    best = Math.max(best, unit);
    worst = Math.min(worst, unit);
    const sign = Math.sign(unit);
    if (place > 0 && sign !== Math.sign(run)) isFirstRun = false;
    run = sign === 0 ? 0 : Math.sign(run) === sign ? run + sign : sign;
    if (isFirstRun) firstRun = run;
    longestWins = Math.max(longestWins, run);
    longestLosses = Math.max(longestLosses, -run);
  }
  const amountOf = (count: number): Big => new Big(`${count}e-${decimals}`);
  return {
    orders: units.length,
    profit: amountOf(running),
    low: amountOf(low),
    high: amountOf(high),
    drawdown: amountOf(fall),
    drawdownPeak: amountOf(fallPeak),
    firstRun,
    lastRun: run,
    longestWins,
    longestLosses,
    best: amountOf(best),
    worst: amountOf(worst),
  };
}
