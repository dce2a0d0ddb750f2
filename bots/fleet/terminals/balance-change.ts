import Big from 'big.js';
import { money } from '../format.ts';
import type { FleetTurn } from '../kit.ts';

/** `+12.5 USDT (+1.23 %)`. */
export function changeText(turn: FleetTurn, from: string, to: string, currency: string | null): string {
  const before = new Big(from);
  const change = new Big(to).minus(before);
  const sign = change.gt(0) ? '+' : '';
  const amount = `${sign}${money(turn, change.toFixed(), currency)}`;
  if (before.lte(0)) return amount;
  const percent = new Intl.NumberFormat(turn.user.language, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 2,
  });
  return `${amount} (${percent.format(change.div(before).toNumber())})`;
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** The course of a sum in one line of blocks. */
export function sparkline(values: readonly string[]): string {
  const numbers = values.map(Number);
  const low = Math.min(...numbers);
  const span = Math.max(...numbers) - low;
  return numbers
    .map((value) => LEVELS[span === 0 ? 3 : Math.round(((value - low) / span) * (LEVELS.length - 1))] ?? '')
    .join('');
}
