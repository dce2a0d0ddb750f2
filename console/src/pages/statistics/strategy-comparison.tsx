import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, formatNumber, formatShare, toneOf } from '../../format/amounts.ts';
import { formatDate, formatDuration, formatTime } from '../../format/times.ts';
import { alignSeries } from '../../parts/align-series.ts';
import { Chart, ChartKeys, type ChartSeries } from '../../parts/chart.tsx';
import { Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { factorOf, shareOf } from './overview-tiles.tsx';
import { profitSeries } from './profit-series.ts';
import { type Asked, type BreakdownRow, readTimeline, type Timeline } from './read-statistics.ts';
import { texts } from './texts.ts';
import type { TimelineStep } from './timeline-step.ts';

/** As many as there are colours that can be told apart. */
export const MOST_COMPARED = 6;

interface NamedTimeline {
  readonly name: string;
  readonly timeline: Timeline;
}

/** Chosen strategies: their curves on one chart, their figures in one table. */
export function StrategyComparison(props: {
  readonly asked: Asked;
  readonly rows: readonly BreakdownRow[];
  readonly currency: string | null;
  readonly step: TimelineStep;
  readonly onClear: () => void;
}) {
  const { t } = texts;
  const { asked, rows, currency, step } = props;
  const names = rows.map(({ name }) => name ?? '');
  const timelines = useResource(
    (signal) =>
      Promise.all(
        names.map(async (name): Promise<NamedTimeline> => ({
          name,
          timeline: await readTimeline(
            { ...asked, filters: { ...asked.filters, strategy: [name] } },
            step,
            signal,
            { currency },
          ),
        })),
      ),
    [JSON.stringify([asked, names, currency, step])],
  );
  return (
    <section class="comparison" aria-label={t('compareTitle')}>
      <div class="card-head">
        <h3>{t('compareTitle')}</h3>
        <button type="button" class="button quiet" onClick={props.onClear}>
          {t('compareClear')}
        </button>
      </div>
      <Loaded resource={timelines}>
        {(data) => <Curves timelines={data} currency={currency} step={step} />}
      </Loaded>
      <Figures rows={rows} currency={currency} />
    </section>
  );
}

function Curves(props: {
  readonly timelines: readonly NamedTimeline[];
  readonly currency: string | null;
  readonly step: TimelineStep;
}) {
  const { t } = texts;
  const { timelines, currency } = props;
  const { x, series, summary } = useMemo(() => {
    const curves = timelines.map(({ timeline }) => {
      const points = timeline.currencies.find((each) => each.currency === currency)?.points ?? [];
      const { x: timesMs, running: values } = profitSeries(points, timeline.from, timeline.step);
      return { timesMs, values };
    });
    const aligned = alignSeries(curves, new Set(curves.map((_, index) => index)));
    const format = (value: number): string => formatAmount(value, currency, { withCurrency: false });
    return {
      x: aligned.timesMs,
      series: timelines.map(({ name }, index): ChartSeries => ({
        label: name,
        values: aligned.columns[index] ?? [],
        format,
      })),
      summary: t('compareSummary', {
        parts: timelines
          .map(
            ({ name }, index) =>
              `${name} ${formatAmount(curves[index]?.values.at(-1), currency, { sign: true })}`,
          )
          .join('; '),
      }),
    };
  }, [timelines, currency, language.value]);
  if (x.length === 0) return null;
  return (
    <>
      <ChartKeys series={series} />
      <Chart
        label={t('compareTitle')}
        summary={summary}
        x={x}
        series={series}
        formatX={props.step === 'hour' ? formatTime : formatDate}
        heightPx={240}
      />
    </>
  );
}

function Figures({
  rows,
  currency,
}: {
  readonly rows: readonly BreakdownRow[];
  readonly currency: string | null;
}) {
  const { t } = texts;
  const money = (amount: string | null | undefined): ComponentChildren => (
    <span class={toneOf(amount)}>{formatAmount(amount, currency, { sign: true })}</span>
  );
  const figures: readonly (readonly [title: string, of: (row: BreakdownRow) => ComponentChildren])[] = [
    [t('column.profit'), ({ result }) => money(result.profit)],
    [t('column.orders'), ({ result }) => formatNumber(result.orders)],
    [t('column.winRate'), ({ result }) => formatShare(result.winRate / 100)],
    [t('column.profitFactor'), ({ result }) => factorOf(result.profitFactor)],
    [t('column.averageProfit'), ({ result }) => money(result.averageProfit)],
    [t('column.roi'), ({ result }) => shareOf(result.roi)],
    [t('column.spent'), ({ result }) => formatAmount(result.spent, currency)],
    [t('column.duration'), ({ result }) => formatDuration(result.averageDurationS * 1_000)],
    [t('column.best'), ({ best }) => money(best)],
    [t('column.worst'), ({ worst }) => money(worst)],
  ];
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label={t('compareTitle')}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('figure')}</th>
            {rows.map(({ name }) => (
              <th key={name} scope="col" class="end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(([title, of]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              {rows.map((row) => (
                <td key={row.name} class="end">
                  {of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
