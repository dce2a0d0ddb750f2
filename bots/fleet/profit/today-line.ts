import type { Html } from '../../../core/bot/html.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { signedMoney } from '../orders/order-text.ts';

/** Of the card of a terminal: what was made with real money today, by the person's clock; undefined: no order was closed. */
export async function todayLine(
  turn: FleetTurn,
  fleetId: string,
  terminalId: number,
): Promise<Html | undefined> {
  const profits = await turn.services.profit.read(askerOf(turn), {
    fleetId,
    terminalId,
    period: 'today',
    timeZone: turn.user.timeZone,
  });
  const real = profits.filter(({ isEmulator }) => !isEmulator);
  if (real.length === 0) return undefined;
  return turn.t('profit.todayLine', {
    amounts: real.map(({ profit, currency }) => signedMoney(turn, profit, currency)).join(', '),
    count: real.reduce((sum, { orders }) => sum + orders, 0),
  });
}
