import { parseDecimal } from './amount.ts';
import { ByteReader } from './byte-reader.ts';
import { readDelphiDays } from './dates.ts';

/**
 * The tick chart of one order (MoonCMD 1.4), all little-endian; times are Delphi days. Sizes are those that the panel's
 * parser reads: an order 73 bytes, statistics 97, a bar 44; its own document says 89, 105 and 48.
 */
export const CHART_SIZES = Object.freeze({ point: 16, order: 73, stats: 97, bar: 44, orderText: 40 });

export interface ChartPoint {
  readonly timeMs: number | null;
  readonly price: number;
}

export interface ChartOrder {
  readonly text: string;
  readonly meanPrice: number;
  readonly createdAtMs: number | null;
  readonly openedAtMs: number | null;
  readonly closedAtMs: number | null;
}

export interface ChartStats {
  readonly delta1m: number;
  readonly delta5m: number;
  readonly delta1h: number;
  readonly delta3h: number;
  readonly delta24h: number;
  readonly pump1h: number;
  readonly dump1h: number;
  readonly hVol: number;
  readonly hVolFast: number;
  readonly testPriceDown: number;
  readonly testPriceUp: number;
  readonly isMoonShot: boolean;
  readonly sessionProfit: number;
}

export interface ChartBar {
  readonly timeMs: number | null;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly buyVolume: number;
  readonly sellVolume: number;
}

export interface ChartHeader {
  readonly version: number;
  readonly marketName: string;
  readonly marketCurrency: string;
  readonly pumpChannel: string;
  readonly bnMarketName: string;
  readonly startAtMs: number | null;
  readonly endAtMs: number | null;
}

export interface Chart extends ChartHeader {
  readonly history: readonly ChartPoint[];
  readonly orders: readonly ChartOrder[];
  /** A negative price is a sell. */
  readonly trades: readonly ChartPoint[];
  readonly stats: ChartStats;
  readonly closest: readonly ChartPoint[];
  readonly bars: readonly ChartBar[];
}

export interface ChartSummary extends ChartHeader {
  /** PostgreSQL numeric text of the double on the wire; `null` when it is no number. */
  readonly sessionProfit: string | null;
  readonly historyCount: number;
  readonly orderCount: number;
  readonly tradeCount: number;
  readonly closestCount: number;
  readonly barCount: number;
}

const orderTextDecoder = new TextDecoder('windows-1251');

/**
 * Reads what a list of charts shows, and checks the structure to its end without making an object for each point.
 * Bytes behind the last bar are a newer version's and are left alone.
 * @throws UnreadableError `chart_cut` or `forged_count`
 */
export function readChartSummary(body: Buffer): ChartSummary {
  const reader = new ByteReader(body);
  const header = readHeader(reader);
  const historyCount = skipItems(reader, CHART_SIZES.point);
  const orderCount = skipItems(reader, CHART_SIZES.order);
  const tradeCount = skipItems(reader, CHART_SIZES.point);
  const { sessionProfit } = readStats(reader);
  const closestCount = skipItems(reader, CHART_SIZES.point);
  const barCount = skipItems(reader, CHART_SIZES.bar);
  return {
    ...header,
    sessionProfit: Number.isFinite(sessionProfit) ? parseDecimal(String(sessionProfit)) : null,
    historyCount,
    orderCount,
    tradeCount,
    closestCount,
    barCount,
  };
}

/** Reads the whole chart. @throws UnreadableError `chart_cut` or `forged_count` */
export function readChart(body: Buffer): Chart {
  const reader = new ByteReader(body);
  return {
    ...readHeader(reader),
    history: readItems(reader, CHART_SIZES.point, readPriceTime),
    orders: readItems(reader, CHART_SIZES.order, readOrder),
    trades: readItems(reader, CHART_SIZES.point, readTimePrice),
    stats: readStats(reader),
    closest: readItems(reader, CHART_SIZES.point, readPriceTime),
    bars: readItems(reader, CHART_SIZES.bar, readBar),
  };
}

function readHeader(reader: ByteReader): ChartHeader {
  return {
    version: reader.readUInt16(),
    marketName: readString(reader),
    marketCurrency: readString(reader),
    pumpChannel: readString(reader),
    bnMarketName: readString(reader),
    startAtMs: readTime(reader),
    endAtMs: readTime(reader),
  };
}

function readPriceTime(reader: ByteReader): ChartPoint {
  const price = reader.readDouble();
  return { timeMs: readTime(reader), price };
}

/** Trades alone tell the time first. */
function readTimePrice(reader: ByteReader): ChartPoint {
  return { timeMs: readTime(reader), price: reader.readDouble() };
}

function readOrder(reader: ByteReader): ChartOrder {
  const length = Math.min(reader.readUInt8(), CHART_SIZES.orderText);
  return {
    text: orderTextDecoder.decode(reader.readBytes(CHART_SIZES.orderText).subarray(0, length)),
    meanPrice: reader.readDouble(),
    createdAtMs: readTime(reader),
    openedAtMs: readTime(reader),
    closedAtMs: readTime(reader),
  };
}

function readStats(reader: ByteReader): ChartStats {
  return {
    delta1m: reader.readDouble(),
    delta5m: reader.readDouble(),
    delta1h: reader.readDouble(),
    delta3h: reader.readDouble(),
    delta24h: reader.readDouble(),
    pump1h: reader.readDouble(),
    dump1h: reader.readDouble(),
    hVol: reader.readDouble(),
    hVolFast: reader.readDouble(),
    testPriceDown: reader.readDouble(),
    testPriceUp: reader.readDouble(),
    isMoonShot: reader.readUInt8() !== 0,
    sessionProfit: reader.readDouble(),
  };
}

function readBar(reader: ByteReader): ChartBar {
  return {
    timeMs: readTime(reader),
    count: reader.readInt32(),
    min: reader.readDouble(),
    max: reader.readDouble(),
    buyVolume: reader.readDouble(),
    sellVolume: reader.readDouble(),
  };
}

function readTime(reader: ByteReader): number | null {
  return readDelphiDays(reader.readDouble());
}

function readString(reader: ByteReader): string {
  return reader.readBytes(reader.readUInt16()).toString('utf8');
}

function skipItems(reader: ByteReader, itemBytes: number): number {
  const count = reader.readCount(itemBytes);
  reader.skip(count * itemBytes);
  return count;
}

function readItems<T>(reader: ByteReader, itemBytes: number, readItem: (reader: ByteReader) => T): T[] {
  const count = reader.readCount(itemBytes);
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) items.push(readItem(reader));
  return items;
}
