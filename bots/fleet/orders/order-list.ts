import { formatClock, formatDay } from '../../../core/bot/format/format-time.ts';
import { type Html, html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { layoutButtons } from '../../../core/bot/views/button-layout.ts';
import type { ListedOrder } from '../../../core/fleet/orders/list-orders.ts';
import { calls } from '../calls.ts';
import { chosenFleetOrTell } from '../fleets/chosen-fleet.ts';
import { writeTarget } from '../commands/command-target.ts';
import { lines, momentText, money } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { resolveScope, type Scope } from '../scope.ts';
import { zoneLine, zoneRows } from '../time-zone-line.ts';
import { readOrderCursor, writeOrderCursor } from './order-cursor.ts';
import { orderSign, resultText, sideText } from './order-text.ts';
import { ordersCalls, type OrdersDays, type OrdersWhich } from './orders-calls.ts';

const ORDERS_A_PAGE = 10;
const DAY_MS = 86_400_000;

/** What a list of orders shows, as its buttons carry it. */
export interface OrdersQuery {
  /** `a12` or `t7`. */
  readonly scope: string;
  readonly which: OrdersWhich;
  readonly days: OrdersDays;
  /** Empty: the newest. */
  readonly cursor: string;
}

export function ordersCall(query: OrdersQuery) {
  return ordersCalls.list.with(query.scope, query.which, query.days, query.cursor);
}

/** @throws FleetUnknownError, TerminalUnknownError */
export async function ordersScreen(turn: FleetTurn, query: OrdersQuery): Promise<Screen> {
  const scope = await resolveScope(turn, query.scope);
  const after = readOrderCursor(query.cursor);
  const { orders, next } = await turn.services.orders.list(askerOf(turn), {
    fleetId: scope.fleetId,
    which: query.which === 'o' ? 'open' : 'closed',
    since: new Date(turn.now.getTime() - query.days * DAY_MS),
    limit: ORDERS_A_PAGE,
    ...(scope.terminalId === undefined ? {} : { terminalId: scope.terminalId }),
    ...(after === undefined ? {} : { after }),
  });
  const { t } = turn;
  const title =
    query.which === 'o'
      ? t('ordersList.openTitle', { name: scope.name })
      : t('ordersList.closedTitle', { name: scope.name, count: query.days });
  return {
    text: lines(
      title,
      '',
      ...(orders.length === 0 ? [emptyText(turn, query)] : orderLines(turn, query, scope, orders)),
      '',
      orders.length > 0 && zoneLine(turn),
    ),
    buttons: [
      ...layoutButtons(orders.map((order, index) => orderButton(query, order, index + 1))),
      pageRow(turn, query, next === undefined ? undefined : writeOrderCursor(next)),
      ...filterRows(turn, query),
      ...(orders.length > 0 ? zoneRows(turn) : []),
      [
        { label: t.plain('button.refresh'), call: ordersCall(query) },
        scope.terminalId === undefined
          ? { label: t.plain('button.home'), call: calls.home.with() }
          : { label: t.plain('button.back'), call: calls.terminal.with(scope.terminalId) },
      ],
    ].filter((row) => row.length > 0),
  };
}

function emptyText({ t }: FleetTurn, { which, days, cursor }: OrdersQuery): Html {
  if (cursor !== '') return t('ordersList.noMore');
  return which === 'o' ? t('ordersList.noneOpen') : t('ordersList.noneClosed', { count: days });
}

/** Closed ones by day, as the person's calendar has it. */
function orderLines(
  turn: FleetTurn,
  { which }: OrdersQuery,
  scope: Scope,
  orders: readonly ListedOrder[],
): Html[] {
  let day = '';
  return orders.flatMap((order, index) => {
    const line = orderLine(turn, scope, order, index + 1);
    const ofDay = which === 'o' || order.closedAt === null ? '' : dayOf(turn, order.closedAt);
    if (ofDay === day) return [line];
    day = ofDay;
    return [...(index === 0 ? [] : [html``]), html`<i>${formatDay(ofDay, turn.user.language)}</i>`, line];
  });
}

function orderLine(turn: FleetTurn, scope: Scope, order: ListedOrder, place: number): Html {
  const facts = [
    sideText(order),
    resultText(turn, order) ?? (order.spent === null ? undefined : money(turn, order.spent, order.currency)),
    scope.terminalId === undefined ? order.terminalName : undefined,
    order.strategy ?? undefined,
    order.closedAt === null ? momentText(turn, order.openedAt) : formatClock(order.closedAt, turn.user),
    order.isEmulator ? `🧪 ${turn.t.plain('orders.emulator')}` : undefined,
  ].filter((fact) => fact !== undefined);
  return html`${place}. ${orderSign(order)} <b>${order.symbol ?? '?'}</b> · ${facts.join(' · ')}`;
}

function orderButton(query: OrdersQuery, order: ListedOrder, place: number): Button {
  const { terminalId, orderId, symbol } = order;
  return {
    label: `${place}. ${symbol ?? '?'}`,
    call: ordersCalls.order.with(terminalId, orderId, query.scope, query.which, query.days, query.cursor),
  };
}

function pageRow({ t }: FleetTurn, query: OrdersQuery, next: string | undefined): Button[] {
  return [
    ...(query.cursor === ''
      ? []
      : [{ label: t.plain('button.newest'), call: ordersCall({ ...query, cursor: '' }) }]),
    ...(next === undefined
      ? []
      : [{ label: t.plain('button.older'), call: ordersCall({ ...query, cursor: next }) }]),
  ];
}

function filterRows({ t }: FleetTurn, query: OrdersQuery): Button[][] {
  const tick = (isOn: boolean, label: string): string => `${isOn ? '✓ ' : ''}${label}`;
  const kinds: Button[] = (['o', 'c'] as const).map((which) => ({
    label: tick(query.which === which, t.plain(which === 'o' ? 'ordersList.open' : 'ordersList.closed')),
    call: ordersCall({ ...query, which, cursor: '' }),
  }));
  if (query.which === 'o') return [kinds];
  const periods: Button[] = ([7, 30] as const).map((days) => ({
    label: tick(query.days === days, t.plain('ordersList.days', { count: days })),
    call: ordersCall({ ...query, days, cursor: '' }),
  }));
  return [kinds, periods];
}

function dayOf({ user: { timeZone } }: FleetTurn, moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
}

export const ordersCommands = [
  command({
    name: 'orders',
    description: 'command.orders',
    async run(turn) {
      const fleet = await chosenFleetOrTell(turn);
      if (fleet === undefined) return;
      const scope = writeTarget({ kind: 'all', fleetId: fleet.fleetId });
      turn.send(await ordersScreen(turn, { scope, which: 'o', days: 7, cursor: '' }));
    },
  }),
];

export const orderListActions = [
  onTap(ordersCalls.list, async (turn, scope, which, days, cursor) =>
    turn.show(await ordersScreen(turn, { scope, which, days, cursor })),
  ),
];
