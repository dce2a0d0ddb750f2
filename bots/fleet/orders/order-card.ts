import { formatDuration, formatFullMoment } from '../../../core/bot/format/format-time.ts';
import { html, type Html } from '../../../core/bot/html.ts';
import { formatAmount } from '../../../core/bot/format/format-amount.ts';
import type { ListedOrder } from '../../../core/fleet/orders/list-orders.ts';
import { calls } from '../calls.ts';
import { lines, money } from '../format.ts';
import { askerOf, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { zoneLine } from '../time-zone-line.ts';
import { ordersCall } from './order-list.ts';
import { orderSign, resultText, sideText } from './order-text.ts';
import { ordersCalls } from './orders-calls.ts';

function cardText(turn: FleetTurn, order: ListedOrder): Html {
  const { t, user, now } = turn;
  const fact = (label: Html, value: string | null | undefined): Html | false =>
    value === null || value === undefined || value === '' ? false : html`${label}: ${value}`;
  const amount = (value: string | null): string | null =>
    value === null ? null : formatAmount(value, { language: user.language, minDigits: 0 });
  const spent = order.spent === null ? null : money(turn, order.spent, order.currency);
  const result = resultText(turn, order);
  return lines(
    html`${orderSign(order)} <b>${order.symbol ?? '?'}</b> · ${sideText(order)} · ${t(`order.${order.status}`)}`,
    order.isEmulator && t('order.emulator'),
    result !== undefined && html`<b>${result}</b>`,
    '',
    fact(t('order.terminal'), order.terminalName),
    fact(t('order.strategy'), order.strategy),
    fact(t('order.quantity'), amount(order.quantity)),
    fact(t('order.spent'), spent),
    fact(t('order.buyPrice'), amount(order.buyPrice)),
    fact(t('order.sellPrice'), amount(order.sellPrice)),
    fact(t('order.reason'), order.sellReason),
    '',
    fact(t('order.opened'), formatFullMoment(order.openedAt, user)),
    fact(t('order.closed'), order.closedAt === null ? null : formatFullMoment(order.closedAt, user)),
    fact(
      t('order.duration'),
      formatDuration((order.closedAt ?? now).getTime() - order.openedAt.getTime(), user.language),
    ),
    html`<i>№ ${order.orderId}</i>`,
    '',
    zoneLine(turn),
  );
}

export const orderCardActions = [
  onTap(ordersCalls.order, async (turn, terminalId, orderId, scope, which, days, cursor) => {
    const order = await turn.services.orders.find(askerOf(turn), terminalId, orderId);
    if (order === undefined) {
      turn.notice(turn.t.plain('order.gone'));
      return;
    }
    turn.show({
      text: cardText(turn, order),
      buttons: [
        [
          {
            label: turn.t.plain('button.refresh'),
            call: ordersCalls.order.with(terminalId, orderId, scope, which, days, cursor),
          },
          { label: turn.t.plain('button.openTerminal'), call: calls.terminal.with(terminalId) },
        ],
        [{ label: turn.t.plain('button.back'), call: ordersCall({ scope, which, days, cursor }) }],
      ],
    });
  }),
];
