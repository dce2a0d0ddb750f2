import type * as z from 'zod';
import { orderPage } from '../../../../core/api/orders/order-shapes.ts';
import type { QueryValue } from '../../api/send-request.ts';
import { api } from '../../api/session.ts';
import { endOfDayMs, startOfDayMs } from '../../filters/day-bounds.ts';
import type { OrderFilters } from './order-filters.ts';

export const ORDERS_A_PAGE = 100;

/** The filters as the API takes them. */
export function queryOf(filters: OrderFilters, timeZone: string): Readonly<Record<string, QueryValue>> {
  const { tab, terminal, fleet, group, tag, symbol, strategy, currency, money, from, to } = filters;
  return {
    status: tab,
    terminalId: terminal,
    fleetId: fleet,
    group,
    tag,
    symbol,
    strategy,
    currency,
    emulator: money === 'both' ? undefined : money === 'emulator',
    from: from === undefined ? undefined : new Date(startOfDayMs(from, timeZone)).toISOString(),
    to: to === undefined ? undefined : new Date(endOfDayMs(to, timeZone)).toISOString(),
  };
}

export function readOrders(
  query: Readonly<Record<string, QueryValue>>,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<z.infer<typeof orderPage>> {
  return api({
    path: '/api/orders',
    query: { ...query, limit: ORDERS_A_PAGE, cursor },
    answer: orderPage,
    signal,
  });
}
