import { Big } from 'big.js';
import { joinSequences, NO_ORDERS, type Sequence, sequenceOf } from './sequence.ts';

/**
 * The sequence of orders that brought these profits, in the order of their ends. The same as joining them one by one, and a hundred times as
 * fast: a double adds whole numbers exactly up to 2^53, so profits are counted in their smallest unit.
 * @param profits decimal texts with a blank between them, as `string_agg` makes them
 */
export function foldProfits(profits: string): Sequence {
  if (profits === '') return NO_ORDERS;
  const { digits, decimals, most } = readNumbers(profits);
  const units = digits.map((number, place) => number * 10 ** (most - (decimals[place] ?? 0)));
  // Whatever the order is, no sum on the way is larger.
  const total = units.reduce((sum, unit) => sum + Math.abs(unit), 0);
  if (!(total <= Number.MAX_SAFE_INTEGER))
    return profits
      .split(' ')
      .map((text) => sequenceOf(new Big(text)))
      .reduce(joinSequences, NO_ORDERS);
  return foldUnits(units, most);
}

interface Numbers {
  /** Without the point; not safe integers where they are too large for it. */
  readonly digits: number[];
  /** Behind the point. */
  readonly decimals: number[];
  readonly most: number;
}

const BLANK = ' '.charCodeAt(0);
const MINUS = '-'.charCodeAt(0);
const POINT = '.'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

function readNumbers(text: string): Numbers {
  const digits: number[] = [];
  const decimals: number[] = [];
  let most = 0;
  let [number, sign, behind] = [0, 1, -1];
  for (let place = 0; place <= text.length; place += 1) {
    const code = place < text.length ? text.charCodeAt(place) : BLANK;
    if (code === BLANK) {
      digits.push(sign * number);
      decimals.push(Math.max(behind, 0));
      most = Math.max(most, behind);
      [number, sign, behind] = [0, 1, -1];
    } else if (code === MINUS) sign = -1;
    else if (code === POINT) behind = 0;
    else {
      number = number * 10 + (code - ZERO);
      if (behind >= 0) behind += 1;
    }
  }
  return { digits, decimals, most };
}

function foldUnits(units: readonly number[], decimals: number): Sequence {
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
