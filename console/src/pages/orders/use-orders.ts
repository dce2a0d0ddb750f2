import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveMessage } from '../../../../core/live/live-messages.ts';
import { isAbort, SignedOutError } from '../../api/problem.ts';
import { useLive } from '../../live/use-live.ts';
import { timeZone } from '../../texts/language.ts';
import { endOfDayMs, startOfDayMs } from '../../filters/day-bounds.ts';
import { matchOrder, type OrderMatch } from './match-order.ts';
import type { OrderFilters } from './order-filters.ts';
import {
  addNews,
  addPage,
  EMPTY_LIST,
  type Order,
  type OrderList,
  type OrderNews,
  renewList,
  showHeld,
} from './order-list.ts';
import { queryOf, readOrders } from './read-orders.ts';
import { readTerminalIds } from './read-terminal-ids.ts';
import { createTerminalScope, type TerminalScope } from './terminal-scope.ts';

export interface Orders {
  readonly list: Signal<OrderList>;
  /** Whether the first page has come. */
  readonly isRead: Signal<boolean>;
  readonly isReading: Signal<boolean>;
  readonly error: Signal<unknown>;
  readonly readMore: () => void;
  readonly setAtTop: (isAtTop: boolean) => void;
  readonly showNew: () => void;
  readonly retry: () => void;
}

/** The orders that the filters let through: page by page, and live. */
export function useOrders(filters: OrderFilters): Orders {
  const list = useSignal<OrderList>(EMPTY_LIST);
  const isRead = useSignal(false);
  const isReading = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const reader = useRef<ReturnType<typeof createReader> | null>(null);
  reader.current ??= createReader({ list, isRead, isReading, error });
  const { begin, stop, readMore, renew, hear, setAtTop, showNew, retry } = reader.current;

  const key = JSON.stringify([filters, timeZone.value]);
  useEffect(() => {
    begin(filters, timeZone.peek());
    return stop;
  }, [key]);
  useLive(['orders'], { onMessages: hear, onReload: renew });
  return { list, isRead, isReading, error, readMore, setAtTop, showNew, retry };
}

/** Whoever stays at the top for hours would gather all orders of those hours: the list is read anew instead. */
const MOST_AT_TOP = 1_000;

interface Shown {
  readonly list: Signal<OrderList>;
  readonly isRead: Signal<boolean>;
  readonly isReading: Signal<boolean>;
  readonly error: Signal<unknown>;
}

function createReader({ list, isRead, isReading, error }: Shown) {
  let query: ReturnType<typeof queryOf> = {};
  let match: OrderMatch = { tab: 'open', money: 'both' };
  let scope: TerminalScope | undefined;
  let cursor: string | undefined;
  let isAtTop = true;
  /** It was asked for while something was being read, which may be older. */
  let isRenewalDue = false;
  let current = new AbortController();

  const read = async (after: string | undefined, isRenewal = false): Promise<void> => {
    const { signal } = current;
    isReading.value = true;
    try {
      const { orders, nextCursor } = await readOrders(query, after, signal);
      if (signal.aborted) return;
      const isLast = nextCursor === undefined;
      if (isRenewal) {
        list.value = renewList(list.peek(), orders, { isLast, isAtTop });
        if (isAtTop) cursor = nextCursor;
      } else {
        list.value = addPage(list.peek(), orders, isLast);
        cursor = nextCursor;
      }
      isRead.value = true;
      error.value = undefined;
    } catch (reason) {
      if (signal.aborted || isAbort(reason) || reason instanceof SignedOutError) return;
      error.value = reason;
    } finally {
      if (!signal.aborted) {
        isReading.value = false;
        if (isRenewalDue) renew();
      }
    }
  };
  const stop = (): void => current.abort();
  const readMore = (): void => {
    if (isRead.peek() && !isReading.peek() && error.peek() === undefined && cursor !== undefined)
      void read(cursor);
  };
  const renew = (): void => {
    isRenewalDue = isReading.peek();
    if (isRead.peek() && !isRenewalDue) void read(undefined, true);
  };
  return {
    begin: (filters: OrderFilters, zone: string): void => {
      stop();
      current = new AbortController();
      query = queryOf(filters, zone);
      match = matchOf(filters, zone);
      cursor = undefined;
      isAtTop = true;
      isRenewalDue = false;
      list.value = EMPTY_LIST;
      isRead.value = false;
      error.value = undefined;
      void read(undefined);
      const { group, tag, fleet } = filters;
      scope = undefined;
      if (group === undefined && tag === undefined && fleet === undefined) return;
      const { signal } = current;
      scope = createTerminalScope({
        read: () => readTerminalIds({ group, tag, fleetId: fleet }, signal),
        onChanged: () => {
          if (!signal.aborted) renew();
        },
        now: () => performance.now(),
      });
    },
    stop,
    readMore,
    renew,
    hear: (messages: readonly LiveMessage[]): void => {
      if (!isRead.peek()) return;
      const news = messages.flatMap((message): OrderNews[] => (message.kind === 'order' ? [message] : []));
      if (news.length === 0) return;
      scope?.look();
      const now = { ...match, terminalIds: scope?.ids() };
      list.value = addNews(list.peek(), news, {
        belongs: (order: Order) => matchOrder(order, now),
        isAtTop,
      });
      if (isAtTop && list.peek().rows.length > MOST_AT_TOP) renew();
    },
    setAtTop: (value: boolean): void => {
      isAtTop = value;
      if (value) list.value = showHeld(list.peek());
    },
    showNew: (): void => {
      isAtTop = true;
      list.value = showHeld(list.peek());
    },
    retry: (): void => {
      error.value = undefined;
      if (isRead.peek()) readMore();
      else void read(undefined);
    },
  };
}

function matchOf(
  { tab, terminal, symbol, strategy, currency, money, from, to }: OrderFilters,
  zone: string,
): OrderMatch {
  return {
    tab,
    terminal,
    symbol,
    strategy,
    currency,
    money,
    fromMs: from === undefined ? undefined : startOfDayMs(from, zone),
    toMs: to === undefined ? undefined : endOfDayMs(to, zone),
  };
}
