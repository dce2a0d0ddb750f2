import * as z from 'zod';
import { decimalAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

export const chartPage = z.strictObject({
  charts: z.array(
    z.strictObject({
      id: z.string(),
      orderId: z
        .string()
        .describe('`GET /api/orders/{terminalId}/{orderId}/chart` has the newest of an order'),
      marketName: z.string().nullable(),
      marketCurrency: z.string().nullable(),
      startsAt: timeAnswer.nullable(),
      endsAt: timeAnswer.nullable(),
      sessionProfit: decimalAnswer.nullable(),
      receivedAt: timeAnswer,
      symbol: z.string().nullable().describe('Of its order; so are the next three'),
      strategy: z.string().nullable(),
      profit: decimalAnswer.nullable(),
      currency: z.string().nullable(),
    }),
  ),
  nextCursor: nextCursorAnswer,
});

const numbers = z.array(z.number());
const series = z.strictObject({ timesMs: numbers, prices: numbers });
const number = z.number().nullable();

/** Times are milliseconds of the epoch; series are columns, in the order of time. */
export const chartAnswer = z.strictObject({
  terminalId: z.int(),
  orderId: z.string(),
  marketName: z.string(),
  marketCurrency: z.string(),
  pumpChannel: z.string(),
  startAtMs: number,
  endAtMs: number,
  history: series.describe('The price'),
  closest: series,
  buys: series.describe('Trades of the market'),
  sells: series,
  orders: z.array(
    z.strictObject({
      text: z.string(),
      meanPrice: number,
      createdAtMs: number,
      openedAtMs: number,
      closedAtMs: number,
    }),
  ),
  bars: z.strictObject({
    timesMs: numbers,
    counts: numbers,
    lows: numbers,
    highs: numbers,
    buyVolumes: numbers,
    sellVolumes: numbers,
  }),
  stats: z.strictObject({
    delta1m: number,
    delta5m: number,
    delta1h: number,
    delta3h: number,
    delta24h: number,
    pump1h: number,
    dump1h: number,
    hVol: number,
    hVolFast: number,
    testPriceDown: number,
    testPriceUp: number,
    sessionProfit: number,
    isMoonShot: z.boolean(),
  }),
  counts: z
    .strictObject({ history: z.int(), closest: z.int(), buys: z.int(), sells: z.int(), bars: z.int() })
    .describe('How many there were: a series has at most 5,000, highs and lows among them'),
});
