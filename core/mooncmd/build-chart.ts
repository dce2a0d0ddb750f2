import { CHART_SIZES } from './chart.ts';
import { toDelphiDays } from './dates.ts';

/** What a chart is built of. Times are milliseconds of the epoch; lists that are left out are empty. */
export interface ChartInput {
  readonly marketName: string;
  readonly marketCurrency: string;
  readonly pumpChannel?: string;
  readonly bnMarketName?: string;
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly history?: readonly { readonly timeMs: number; readonly price: number }[];
  /** `text` is ASCII, at most 40 characters. */
  readonly orders?: readonly {
    readonly text: string;
    readonly meanPrice: number;
    readonly createdAtMs: number;
    readonly openedAtMs: number;
    readonly closedAtMs: number;
  }[];
  readonly trades?: readonly { readonly timeMs: number; readonly price: number }[];
  /** The eleven deltas, in the order of `ChartStats`. */
  readonly stats?: readonly number[];
  readonly isMoonShot?: boolean;
  readonly sessionProfit?: number;
  readonly closest?: readonly { readonly timeMs: number; readonly price: number }[];
  readonly bars?: readonly {
    readonly timeMs: number;
    readonly count: number;
    readonly min: number;
    readonly max: number;
    readonly buyVolume: number;
    readonly sellVolume: number;
  }[];
}

const CHART_VERSION = 30;
const STATS = 11;

/** Builds the body of a chart: the inverse of `readChart`. */
export function buildChart(input: ChartInput): Buffer {
  const { history = [], orders = [], trades = [], stats = [], closest = [], bars = [] } = input;
  const parts: Buffer[] = [uint16(CHART_VERSION)];
  const { marketName, marketCurrency, pumpChannel = '', bnMarketName = '' } = input;
  for (const text of [marketName, marketCurrency, pumpChannel, bnMarketName]) {
    const bytes = Buffer.from(text, 'utf8');
    parts.push(uint16(bytes.length), bytes);
  }
  parts.push(doubles(toDelphiDays(input.startAtMs), toDelphiDays(input.endAtMs)), int32(history.length));
  for (const point of history) parts.push(doubles(point.price, toDelphiDays(point.timeMs)));
  parts.push(int32(orders.length));
  for (const order of orders) {
    const text = Buffer.alloc(1 + CHART_SIZES.orderText);
    text.writeUInt8(text.write(order.text, 1, CHART_SIZES.orderText, 'latin1'), 0);
    parts.push(
      text,
      doubles(
        order.meanPrice,
        toDelphiDays(order.createdAtMs),
        toDelphiDays(order.openedAtMs),
        toDelphiDays(order.closedAtMs),
      ),
    );
  }
  parts.push(int32(trades.length));
  for (const trade of trades) parts.push(doubles(toDelphiDays(trade.timeMs), trade.price));
  parts.push(doubles(...Array.from({ length: STATS }, (_, index) => stats[index] ?? 0)));
  parts.push(
    Buffer.from([input.isMoonShot === true ? 1 : 0]),
    doubles(input.sessionProfit ?? 0),
    int32(closest.length),
  );
  for (const point of closest) parts.push(doubles(point.price, toDelphiDays(point.timeMs)));
  parts.push(int32(bars.length));
  for (const bar of bars) {
    parts.push(
      doubles(toDelphiDays(bar.timeMs)),
      int32(bar.count),
      doubles(bar.min, bar.max, bar.buyVolume, bar.sellVolume),
    );
  }
  return Buffer.concat(parts);
}

/**
 * Cuts a chart's body into datagrams with the header of MoonCMD 1.4.
 * @param orderId int32
 * @throws ChartTooLongError when it takes more than 255 blocks
 */
export function chartBlocks(orderId: number, body: Buffer, blockBytes: number): Buffer[] {
  const count = Math.max(1, Math.ceil(body.length / blockBytes));
  if (count > 255) throw new ChartTooLongError(`${count} blocks are more than the header can tell`);
  return Array.from({ length: count }, (_, block) => {
    const header = Buffer.from([0, 1, 0, 0, 0, 0, block, count]);
    header.writeInt32LE(orderId, 2);
    return Buffer.concat([header, body.subarray(block * blockBytes, (block + 1) * blockBytes)]);
  });
}

export class ChartTooLongError extends Error {
  override readonly name = 'ChartTooLongError';
}

function uint16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16LE(value, 0);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(value, 0);
  return bytes;
}

function doubles(...values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * 8);
  return bytes;
}
