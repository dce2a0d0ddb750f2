import type { Chart, ChartBar, ChartPoint, ChartStats } from '../../mooncmd/chart.ts';
import { thinSeries } from './thin-series.ts';

/** Of each series; bars are put together. */
export const MAX_POINTS = 5_000;

/** Columns, as chart libraries draw them: as many times as prices. */
export interface PriceSeries {
  readonly timesMs: readonly number[];
  readonly prices: readonly number[];
}

export interface BarSeries {
  readonly timesMs: readonly number[];
  readonly counts: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly buyVolumes: readonly number[];
  readonly sellVolumes: readonly number[];
}

export interface ChartView {
  readonly marketName: string;
  readonly marketCurrency: string;
  readonly pumpChannel: string;
  readonly startAtMs: number | null;
  readonly endAtMs: number | null;
  readonly history: PriceSeries;
  readonly closest: PriceSeries;
  readonly buys: PriceSeries;
  readonly sells: PriceSeries;
  readonly orders: readonly {
    readonly text: string;
    readonly meanPrice: number | null;
    readonly createdAtMs: number | null;
    readonly openedAtMs: number | null;
    readonly closedAtMs: number | null;
  }[];
  readonly bars: BarSeries;
  readonly stats: Readonly<Record<Exclude<keyof ChartStats, 'isMoonShot'>, number | null>> & {
    readonly isMoonShot: boolean;
  };
  /** How many there were before they were thinned out. */
  readonly counts: Readonly<Record<'history' | 'closest' | 'buys' | 'sells' | 'bars', number>>;
}

interface Point {
  readonly timeMs: number;
  readonly price: number;
}

/** A chart as it can be drawn: what has no time or no price is left out, and long series are thinned out. */
export function presentChart(chart: Chart): ChartView {
  const history = usable(chart.history);
  const closest = usable(chart.closest);
  const trades = usable(chart.trades);
  const buys = trades.filter(({ price }) => price >= 0);
  const sells = trades
    .filter(({ price }) => price < 0)
    .map(({ timeMs, price }) => ({ timeMs, price: -price }));
  const { isMoonShot, ...numbers } = chart.stats;
  return {
    marketName: chart.marketName,
    marketCurrency: chart.marketCurrency,
    pumpChannel: chart.pumpChannel,
    startAtMs: chart.startAtMs,
    endAtMs: chart.endAtMs,
    history: seriesOf(history),
    closest: seriesOf(closest),
    buys: seriesOf(buys),
    sells: seriesOf(sells),
    orders: chart.orders.slice(0, MAX_POINTS).map(({ meanPrice, ...order }) => ({
      ...order,
      meanPrice: finite(meanPrice),
    })),
    bars: barsOf(chart.bars),
    stats: {
      delta1m: finite(numbers.delta1m),
      delta5m: finite(numbers.delta5m),
      delta1h: finite(numbers.delta1h),
      delta3h: finite(numbers.delta3h),
      delta24h: finite(numbers.delta24h),
      pump1h: finite(numbers.pump1h),
      dump1h: finite(numbers.dump1h),
      hVol: finite(numbers.hVol),
      hVolFast: finite(numbers.hVolFast),
      testPriceDown: finite(numbers.testPriceDown),
      testPriceUp: finite(numbers.testPriceUp),
      sessionProfit: finite(numbers.sessionProfit),
      isMoonShot,
    },
    counts: {
      history: history.length,
      closest: closest.length,
      buys: buys.length,
      sells: sells.length,
      bars: chart.bars.length,
    },
  };
}

/** In the order of time, which a drawing needs. */
function usable(points: readonly ChartPoint[]): readonly Point[] {
  return points
    .flatMap(({ timeMs, price }) => (timeMs === null || !Number.isFinite(price) ? [] : [{ timeMs, price }]))
    .sort((one, other) => one.timeMs - other.timeMs);
}

function seriesOf(points: readonly Point[]): PriceSeries {
  const kept = thinSeries(points, MAX_POINTS, ({ price }) => price);
  return { timesMs: kept.map(({ timeMs }) => timeMs), prices: kept.map(({ price }) => price) };
}

function barsOf(bars: readonly ChartBar[]): BarSeries {
  const timed = bars
    .flatMap(({ timeMs, ...bar }) => (timeMs === null ? [] : [{ ...bar, timeMs }]))
    .filter((bar) => [bar.min, bar.max, bar.buyVolume, bar.sellVolume].every(Number.isFinite))
    .sort((one, other) => one.timeMs - other.timeMs);
  const size = Math.max(1, Math.ceil(timed.length / MAX_POINTS));
  const parts = Array.from({ length: Math.ceil(timed.length / size) }, (_, part) =>
    timed.slice(part * size, (part + 1) * size),
  );
  const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
  return {
    timesMs: parts.map((part) => part[0]?.timeMs ?? 0),
    counts: parts.map((part) => sumOf(part.map(({ count }) => count))),
    lows: parts.map((part) => Math.min(...part.map(({ min }) => min))),
    highs: parts.map((part) => Math.max(...part.map(({ max }) => max))),
    buyVolumes: parts.map((part) => sumOf(part.map(({ buyVolume }) => buyVolume))),
    sellVolumes: parts.map((part) => sumOf(part.map(({ sellVolume }) => sellVolume))),
  };
}

/** JSON has no infinity. */
function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
