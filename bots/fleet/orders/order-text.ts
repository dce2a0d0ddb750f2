import Big from 'big.js';
import { formatAmount, formatPercent } from '../../../core/bot/format/format-amount.ts';
import type { ListedOrder } from '../../../core/fleet/orders/list-orders.ts';
import type { FleetTurn } from '../kit.ts';

/** `🔵` open, `✅` closed with a profit, `🔻` with a loss. */
export function orderSign({ status, profit }: ListedOrder): string {
  if (status === 'Open') return '🔵';
  if (status === 'Cancelled') return '✖️';
  return profit?.startsWith('-') === true ? '🔻' : '✅';
}

/** `+3.40 USDT (+1.7%)`; undefined: nothing came of it yet, or the terminal did not tell. */
export function resultText(turn: FleetTurn, order: ListedOrder): string | undefined {
  const { language } = turn.user;
  if (order.profit === null || order.status === 'Open') return undefined;
  const amount = signedMoney(turn, order.profit, order.currency);
  if (order.profitPercent === null) return amount;
  return `${amount} (${formatPercent(new Big(order.profitPercent).div(100).toFixed(), language, true)})`;
}

/** `+12.50 USDT`. */
export function signedMoney(
  { user: { language } }: FleetTurn,
  amount: string,
  currency: string | null,
): string {
  return formatAmount(amount, { language, hasSign: true, ...(currency === null ? {} : { currency }) });
}

/** `short ×3`, `long`. */
export function sideText({ isShort, leverage }: ListedOrder): string {
  const side = isShort ? 'short' : 'long';
  return leverage === null || new Big(leverage).lte(1) ? side : `${side} ×${new Big(leverage).toFixed()}`;
}
