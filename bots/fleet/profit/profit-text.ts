import { formatPercent } from '../../../core/bot/format/format-amount.ts';
import type { Html } from '../../../core/bot/html.ts';
import type { Profit } from '../../../core/fleet/results/read-profit.ts';
import type { FleetTurn } from '../kit.ts';
import { signedMoney } from '../orders/order-text.ts';

/** `+12.50 USDT · 8 orders, 75% won`. */
export function profitText(turn: FleetTurn, { profit, currency, orders, winners }: Profit): Html {
  return turn.t('profit.line', {
    sign: profit.startsWith('-') ? '🔻' : '🟢',
    amount: signedMoney(turn, profit, currency),
    count: orders,
    won: formatPercent((winners / orders).toFixed(2), turn.user.language),
  });
}
