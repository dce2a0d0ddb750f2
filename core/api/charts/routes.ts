import * as z from 'zod';
import { findChart, loadChart, pageCharts } from '../../fleet/charts/read-charts.ts';
import { ProblemError } from '../../http/answers.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { definePlainRoute, defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { orderKeyOf } from '../orders/order-input.ts';
import { pageLimitInput } from '../read-input.ts';
import { answerTagged, tagOf } from '../tagged-answer.ts';
import { terminalIdOf } from '../terminals/terminal-input.ts';
import { chartAnswer, chartPage } from './chart-shapes.ts';

const listCharts = defineRoute({
  method: 'GET',
  path: '/api/terminals/:id/charts',
  tag: TAGS.terminals,
  summary: 'Tick charts that a terminal sent after its trades, the newest first',
  query: z.strictObject({
    cursor: cursorInput(z.object({ before: z.string().regex(/^\d{1,18}$/) })),
    limit: pageLimitInput(50, 200),
  }),
  body: null,
  answer: chartPage,
  handle: async (call) => {
    const { query, caller, databases } = call;
    const terminalId = terminalIdOf(call);
    const { charts, next } = await databases.read('recent', (database) =>
      pageCharts(database, caller.userId, terminalId, { before: query.cursor?.before, limit: query.limit }),
    );
    return {
      body: { charts, ...(next === undefined ? {} : { nextCursor: writeCursor({ before: next }) }) },
    };
  },
});

/** Of the shape: a new one makes what browsers keep old. */
const SHAPE = 1;

const readOrderChart = definePlainRoute({
  method: 'GET',
  path: '/api/orders/:terminalId/:orderId/chart',
  tag: TAGS.orders,
  summary: 'The tick chart of a trade: prices, trades of the market, marks of orders, bars',
  description: 'With an `etag`: asked again with `If-None-Match` it is 304 while no newer chart came.',
  query: null,
  mediaType: 'application/json',
  answer: chartAnswer,
  handle: async ({ params, request, caller, databases }) => {
    const key = orderKeyOf(params);
    const found = await databases.read('recent', (database) => findChart(database, caller.userId, key));
    if (found === undefined) throw chartUnknown();
    return answerTagged(request, tagOf(found.sha256, SHAPE), async () => {
      const chart = await databases.read('recent', (database) => loadChart(database, found.id));
      if (chart === undefined) throw chartUnknown();
      // Of the few who look at charts.
      const { presentChart } = await import('../../fleet/charts/present-chart.ts');
      return { ...key, ...presentChart(chart) };
    });
  },
});

function chartUnknown(): ProblemError {
  return new ProblemError({
    status: 404,
    title: 'No chart',
    detail:
      'No chart of this order came, or you may not see its terminal. Terminals send charts after a trade, once they got `SubscribeCharts`.',
  });
}

export const chartRoutes: readonly RouteDefinition[] = [listCharts, readOrderChart];
