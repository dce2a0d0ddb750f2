import * as z from 'zod';
import { pageOrders } from '../../fleet/orders/page-orders.ts';
import { readOrderDetails } from '../../fleet/orders/read-order-details.ts';
import { writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { pageLimitInput } from '../read-input.ts';
import { exportOrdersRoute } from './export-orders.ts';
import {
  orderCursorInput,
  orderFilterInput,
  orderKeyOf,
  orderUnknown,
  readOrderCursor,
  toFilter,
} from './order-input.ts';
import { orderDetails, orderPage } from './order-shapes.ts';

const listOrders = defineRoute({
  method: 'GET',
  path: '/api/orders',
  tag: TAGS.orders,
  summary: "Orders of the caller's fleets, the newest first; a moment old",
  description:
    'Open ones by when they were opened, closed and cancelled ones by when they ended. Texts are compared in any case of letters.',
  query: z.strictObject({
    cursor: orderCursorInput,
    limit: pageLimitInput(50, 500),
    ...orderFilterInput,
  }),
  body: null,
  answer: orderPage,
  handle: async ({ query: { cursor, limit, ...filter }, caller, databases, now }) => {
    const { orders, next } = await databases.read('recent', (database) =>
      pageOrders(database, {
        ...toFilter(caller.userId, filter),
        after: readOrderCursor(cursor),
        limit,
        now,
      }),
    );
    return { body: { orders, ...(next === undefined ? {} : { nextCursor: writeCursor({ ...next }) }) } };
  },
});

const readOrder = defineRoute({
  method: 'GET',
  path: '/api/orders/:terminalId/:orderId',
  tag: TAGS.orders,
  summary: "One order with every column that is set; 404 for another's as for nothing",
  query: null,
  body: null,
  answer: orderDetails,
  handle: async ({ params, caller, databases }) => {
    const { terminalId, orderId } = orderKeyOf(params);
    const details = await databases.read('recent', (database) =>
      readOrderDetails(database, caller.userId, terminalId, orderId),
    );
    if (details === undefined) throw orderUnknown();
    const { order, groups, chartId } = details;
    return { body: { order, groups, hasChart: chartId !== null } };
  },
});

export const orderRoutes: readonly RouteDefinition[] = [listOrders, exportOrdersRoute, readOrder];
