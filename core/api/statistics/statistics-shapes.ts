import * as z from 'zod';
import { decimalAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';
import { listedOrder } from '../orders/order-shapes.ts';

const currency = z
  .string()
  .nullable()
  .describe('Null: the terminal did not tell. Currencies are never summed together');

/** Figures that add up, and what follows of them. */
export const statisticResult = z.strictObject({
  orders: z.int().describe('Closed ones'),
  wins: z.int().describe('Profit above zero'),
  losses: z.int().describe('Profit below zero'),
  profit: decimalAnswer,
  spent: decimalAnswer,
  averageProfit: decimalAnswer.describe('Of an order, to 8 digits after the point'),
  winRate: z.number().describe('Wins in percent of all orders'),
  profitFactor: z.number().nullable().describe('Gains by losses; null without a loss'),
  roi: z.number().nullable().describe('Profit in percent of what was spent; null when nothing was'),
  averageDurationS: z.int().describe('From opening to closing, seconds'),
});

export const statisticSequence = z.strictObject({
  drawdown: z.strictObject({
    amount: decimalAnswer.describe('Deepest fall of the running profit from its highest before; 0 or more'),
    percentOfPeak: z
      .number()
      .nullable()
      .describe(
        'Of the highest running profit before the fall, counted from the beginning of the range; null when that was not above zero',
      ),
  }),
  longestWins: z.int().describe('In a row, by when they were closed'),
  longestLosses: z.int().describe('In a row; an order that brought nothing ends a row of either'),
  best: decimalAnswer.nullable().describe('Profit of the best order'),
  worst: decimalAnswer.nullable().describe('Profit of the worst order'),
});

const rangeEnd = timeAnswer.nullable();

/** What every answer says of itself. */
const head = {
  asOf: timeAnswer
    .nullable()
    .describe('What was stored until then is counted; null: the first count is not done yet'),
  from: rangeEnd.describe('A quarter of an hour of UTC; null: from the first order on'),
  to: rangeEnd.describe('Not included; null: up to now'),
  timeZone: z.string(),
};

export const statisticsOverview = z.strictObject({
  ...head,
  previous: z
    .strictObject({ from: timeAnswer, to: timeAnswer })
    .nullable()
    .describe(
      'The range that `previous` of each currency is of: as long, one step of the calendar earlier; null where there is none',
    ),
  currencies: z
    .array(
      z.strictObject({
        currency,
        openOrders: z.int().describe('Now, whatever the period'),
        result: statisticResult,
        sequence: statisticSequence
          .nullable()
          .describe(
            'What depends on the order of orders. Null when more than 250,000 would have to be read one by one: narrow the filters or the period',
          ),
        previous: statisticResult.nullable(),
      }),
    )
    .describe('Most orders first'),
});

export const statisticsBreakdown = z.strictObject({
  ...head,
  by: z.enum(['terminal', 'strategy', 'symbol', 'hour', 'weekday', 'heatmap', 'day', 'month']),
  rows: z
    .array(
      z.strictObject({
        currency,
        name: z
          .string()
          .nullable()
          .optional()
          .describe('Of a terminal, strategy or symbol; null: orders without one'),
        terminalId: z.int().optional(),
        hour: z.int().optional().describe('0 to 23, in `timeZone`; of hour and heatmap'),
        weekday: z.int().optional().describe('1 is Monday; of weekday and heatmap'),
        date: z.string().optional().describe('`2026-03-29` of day, `2026-03` of month, in `timeZone`'),
        result: statisticResult,
        best: decimalAnswer.nullable().optional().describe('Profit of the best order; of strategies'),
        worst: decimalAnswer.nullable().optional().describe('Profit of the worst order; of strategies'),
      }),
    )
    .describe('By currency, that with the most orders first. Times without an order have no row'),
  total: z.int().describe('Rows on all pages'),
  nextCursor: nextCursorAnswer,
});

export const statisticsTimeline = z.strictObject({
  ...head,
  step: z.enum(['hour', 'day', 'month']),
  currencies: z
    .array(
      z.strictObject({
        currency,
        points: z.array(
          z.strictObject({
            at: timeAnswer.describe('When the step began'),
            orders: z.int(),
            wins: z.int(),
            profit: decimalAnswer,
            runningProfit: decimalAnswer.describe('Of the range, up to the end of the step'),
          }),
        ),
      }),
    )
    .describe('Steps without an order have no point'),
});

export const statisticsExtremes = z.strictObject({
  ...head,
  currencies: z.array(
    z.strictObject({
      currency,
      best: z.array(listedOrder).describe('The largest profit first'),
      worst: z.array(listedOrder).describe('The largest loss first'),
    }),
  ),
});
