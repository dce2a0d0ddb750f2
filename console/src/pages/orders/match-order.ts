import type { MoneyKind, OrderTab } from './order-filters.ts';
import type { Order } from './order-list.ts';

/** What an order of the live socket is held against, as the API does it with those of a page. */
export interface OrderMatch {
  readonly tab: OrderTab;
  readonly terminal?: number | undefined;
  /** Terminals of the chosen fleet, group and tag; undefined when none is chosen. */
  readonly terminalIds?: ReadonlySet<number> | undefined;
  readonly symbol?: string | undefined;
  readonly strategy?: string | undefined;
  readonly currency?: string | undefined;
  readonly money: MoneyKind;
  /** In ms; of when an open order was opened, of when another one ended. */
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly toMs?: number | undefined;
}

const STATUS_OF_TAB = { open: 'Open', closed: 'Closed', cancelled: 'Cancelled' } as const;

export function matchOrder(order: Order, match: OrderMatch): boolean {
  const { tab, terminal, terminalIds, symbol, strategy, currency, money, fromMs, toMs } = match;
  const atMs = Date.parse(tab === 'open' ? order.openedAt : (order.closedAt ?? order.openedAt));
  return (
    order.status === STATUS_OF_TAB[tab] &&
    (terminal === undefined || order.terminalId === terminal) &&
    (terminalIds === undefined || terminalIds.has(order.terminalId)) &&
    isSame(order.symbol, symbol) &&
    isSame(order.strategy, strategy) &&
    isSame(order.currency, currency) &&
    (money === 'both' || order.isEmulator === (money === 'emulator')) &&
    (fromMs === undefined || atMs >= fromMs) &&
    (toMs === undefined || atMs < toMs)
  );
}

const isSame = (value: string | null, wanted: string | undefined): boolean =>
  wanted === undefined || value?.toLowerCase() === wanted.toLowerCase();
