import { useMemo } from 'preact/hooks';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount } from '../../format/amounts.ts';
import { formatDate, formatTime } from '../../format/times.ts';
import { boundsOf } from '../../parts/align-series.ts';
import { Chart, ChartKeys, type ChartSeries } from '../../parts/chart.tsx';
import { Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { profitSeries } from './profit-series.ts';
import { type Asked, readTimeline, REFRESH_MS, type Timeline } from './read-statistics.ts';
import { texts } from './texts.ts';
import type { TimelineStep } from './timeline-step.ts';

/** Running profit as a line, what each step brought as bars. */
export function ProfitCurve(props: {
  readonly asked: Asked;
  readonly step: TimelineStep;
  readonly currency: string | null;
}) {
  const { t } = texts;
  const { asked, step, currency } = props;
  const timeline = useResource((signal) => readTimeline(asked, step, signal), [JSON.stringify(asked), step], {
    everyMs: REFRESH_MS,
  });
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('curve')}</h2>
        <span class="muted small">{t(`step.${timeline.data.value?.step ?? step}`)}</span>
      </div>
      <Loaded resource={timeline}>{(data) => <Picture timeline={data} currency={currency} />}</Loaded>
    </section>
  );
}

function Picture({ timeline, currency }: { readonly timeline: Timeline; readonly currency: string | null }) {
  const { t } = texts;
  const picture = useMemo(() => {
    const points = timeline.currencies.find((each) => each.currency === currency)?.points ?? [];
    const { x, running, gains, losses } = profitSeries(points, timeline.from, timeline.step);
    const format = (value: number): string => formatAmount(value, currency, { withCurrency: false });
    const series: ChartSeries[] = [
      { label: t('curveRunning'), kind: 'area', color: '--series-1', values: running, format, widthPx: 2 },
      { label: t('curveGains'), kind: 'bars', color: '--good', values: gains, format },
      { label: t('curveLosses'), kind: 'bars', color: '--bad', values: losses, format },
    ];
    const bounds = boundsOf(running);
    const money = (value: number | undefined): string => formatAmount(value, currency);
    const summary = t('curveSummary', {
      first: money(running[0]),
      last: money(running.at(-1)),
      low: money(bounds?.low),
      high: money(bounds?.high),
    });
    return { x, series, summary };
  }, [timeline, currency, language.value]);
  if (picture.x.length === 0) return <p class="muted">{t('empty.title')}</p>;
  return (
    <>
      <ChartKeys series={picture.series} />
      <Chart
        label={t('curve')}
        summary={picture.summary}
        x={picture.x}
        series={picture.series}
        formatX={timeline.step === 'hour' ? formatTime : formatDate}
        heightPx={360}
      />
    </>
  );
}
