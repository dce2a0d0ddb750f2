import { buildChart, chartBlocks } from '../../core/mooncmd/build-chart.ts';
import { gzip } from '../../core/mooncmd/build-datagrams.ts';
import type { OrderDetails } from './order-life.ts';
import type { Random } from './random.ts';

const BLOCK_HEADER_BYTES = 8;
/** Body of a block before it is compressed: a chart makes two or three blocks. */
const BLOCK_BYTES = 1_024;
/** What a terminal shows of the market before the order was bought. */
const LEAD_MS = 30_000;

/** The tick chart of a closed order, about 2 KB, in blocks; each is compressed by itself (MoonCMD 1.4), or none. */
export function orderChart(
  order: OrderDetails,
  closedAtMs: number,
  profit: number,
  random: Random,
): readonly Buffer[] {
  const boughtAtMs = order.buyDateS * 1000;
  const startAtMs = boughtAtMs - LEAD_MS;
  const price = (): number => order.buyPrice * random.between(0.985, 1.015);
  const series = <T>(count: number, pointAt: (timeMs: number) => T): T[] =>
    Array.from({ length: count }, (_, index) =>
      pointAt(startAtMs + ((closedAtMs - startAtMs) * index) / count),
    );
  const body = buildChart({
    marketName: order.coin,
    marketCurrency: 'USDT',
    pumpChannel: order.channelName,
    bnMarketName: `${order.coin}USDT`,
    startAtMs,
    endAtMs: closedAtMs,
    history: series(24, (timeMs) => ({ timeMs, price: price() })),
    orders: [
      {
        text: `${order.coin} ${order.exchangeOrderId}`,
        meanPrice: order.buyPrice,
        createdAtMs: boughtAtMs,
        openedAtMs: boughtAtMs,
        closedAtMs,
      },
    ],
    trades: series(40, (timeMs) => ({ timeMs, price: random.happens(50) ? price() : -price() })),
    stats: Array.from({ length: 11 }, () => random.between(-4, 4)),
    sessionProfit: profit,
    closest: series(12, (timeMs) => ({ timeMs, price: price() })),
    bars: series(10, (timeMs) => ({
      timeMs,
      count: random.whole(1, 400),
      min: order.buyPrice * 0.98,
      max: order.buyPrice * 1.02,
      buyVolume: random.between(0, 90_000),
      sellVolume: random.between(0, 90_000),
    })),
  });
  const blocks = chartBlocks(order.orderId, body, BLOCK_BYTES);
  return random.happens(80) ? blocks.map(gzipBody) : blocks;
}

function gzipBody(block: Buffer): Buffer {
  return Buffer.concat([block.subarray(0, BLOCK_HEADER_BYTES), gzip(block.subarray(BLOCK_HEADER_BYTES))]);
}
