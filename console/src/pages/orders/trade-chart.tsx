import { useMemo } from 'preact/hooks';
import type * as z from 'zod';
import { chartAnswer } from '../../../../core/api/charts/chart-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatNumber } from '../../format/amounts.ts';
import { formatExactTime } from '../../format/times.ts';
import { Chart, ChartKeys, type ChartSeries } from '../../parts/chart.tsx';
import { Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { texts } from './texts.ts';
import { alignSeries, boundsOf } from '../../parts/align-series.ts';

type TickChart = z.infer<typeof chartAnswer>;

/** The tick chart of an order: the price, the market's trades, and where the order stood. */
export function TradeChart(props: {
  /** `terminal/order`. */
  readonly address: string;
  readonly symbol: string;
}) {
  const chart = useResource(
    (signal) => api({ path: `/api/orders/${props.address}/chart`, answer: chartAnswer, signal }),
    [props.address],
  );
  return <Loaded resource={chart}>{(data) => <Picture chart={data} symbol={props.symbol} />}</Loaded>;
}

function Picture({ chart, symbol }: { readonly chart: TickChart; readonly symbol: string }) {
  const { t } = texts;
  const { x, series, summary } = useMemo(() => pictureOf(chart), [chart, language.value]);
  return (
    <>
      <ChartKeys series={series} />
      <Chart
        label={t('chartLabel', { symbol: symbol || chart.marketName })}
        summary={summary}
        x={x}
        series={series}
        heightPx={280}
      />
    </>
  );
}

function pictureOf({ history, buys, sells, orders }: TickChart) {
  const { t } = texts;
  const marks = orders
    .flatMap(({ openedAtMs, closedAtMs, meanPrice }) =>
      meanPrice === null
        ? []
        : [openedAtMs, closedAtMs].flatMap((atMs) =>
            atMs === null || atMs <= 0 ? [] : [{ atMs, meanPrice }],
          ),
    )
    .sort((left, right) => left.atMs - right.atMs);
  const { timesMs, columns } = alignSeries(
    [
      { timesMs: history.timesMs, values: history.prices },
      { timesMs: buys.timesMs, values: buys.prices },
      { timesMs: sells.timesMs, values: sells.prices },
      { timesMs: marks.map(({ atMs }) => atMs), values: marks.map(({ meanPrice }) => meanPrice) },
    ],
    new Set([0]),
  );
  const looks: readonly Omit<ChartSeries, 'values'>[] = [
    { label: t('chartPrice'), kind: 'line', color: '--series-1' },
    { label: t('chartBuys'), kind: 'points', color: '--good' },
    { label: t('chartSells'), kind: 'points', color: '--bad' },
    { label: t('chartOrders'), kind: 'points', color: '--series-2' },
  ];
  const format = (value: number): string => formatNumber(value, { maximumSignificantDigits: 7 });
  const series = looks.map((look, index): ChartSeries => ({ ...look, format, values: columns[index] ?? [] }));
  const bounds = boundsOf([...history.prices, ...buys.prices, ...sells.prices]);
  const summary = t('chartSummary', {
    from: formatExactTime(timesMs[0]),
    to: formatExactTime(timesMs.at(-1)),
    low: bounds === undefined ? '' : format(bounds.low),
    high: bounds === undefined ? '' : format(bounds.high),
  });
  return { x: timesMs, series, summary };
}
