import { useMemo } from 'preact/hooks';
import type * as z from 'zod';
import { metricHistory, metricSeries } from '../../../../core/api/metrics/metric-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatTime } from '../../format/times.ts';
import { Choice } from '../../filters/filter-bar.tsx';
import { boundsOf } from '../../parts/align-series.ts';
import { Chart } from '../../parts/chart.tsx';
import { Loaded, Skeleton } from '../../parts/states.tsx';
import type { Query } from '../../shell/use-query.ts';
import { language } from '../../texts/language.ts';
import { chartPoints } from './chart-points.ts';
import { formatUnit } from './format-unit.ts';
import { groupOf, METRIC_GROUPS, SPAN_NAMES, SPANS } from './metric-groups.ts';
import { metricName } from './metric-name.ts';
import { REFRESH_MS } from './read-health.ts';
import { texts } from './texts.ts';

type History = z.infer<typeof metricHistory>['series'][number];

const HOUR_MS = 3_600_000;
/** What the API takes at once. */
const METRICS_A_REQUEST = 40;
/** An hour moves within seconds, a week does not. */
const SLOW_REFRESH_MS = 60_000;

/** Everything that has a history, each as a small chart. */
export function MetricCharts({ query }: { readonly query: Query }) {
  const { t } = texts;
  const span = SPAN_NAMES.find((each) => each === query.values.span) ?? 'hour';
  const group = METRIC_GROUPS.find((each) => each === query.values.group) ?? 'ingest';
  const known = useResource(
    (signal) => api({ path: '/api/metrics/series', answer: metricSeries, signal }),
    [],
  );
  const names = (known.data.value?.series ?? [])
    .map(({ name }) => name)
    .filter((name) => groupOf(name) === group);
  const history = useResource((signal) => readHistory(names, SPANS[span], signal), [names.join(','), span], {
    everyMs: span === 'hour' ? REFRESH_MS : SLOW_REFRESH_MS,
  });
  return (
    <>
      <div class="filters">
        <Choice
          label={t('groups')}
          value={group}
          options={METRIC_GROUPS.map((value) => ({ value, title: t(`group.${value}`) }))}
          onChange={(value) => query.set({ group: value === 'ingest' ? undefined : value })}
        />
        <Choice
          label={t('span')}
          value={span}
          options={SPAN_NAMES.map((value) => ({ value, title: t(`span.${value}`) }))}
          onChange={(value) => query.set({ span: value === 'hour' ? undefined : value })}
        />
      </div>
      <Loaded resource={known}>
        {() => (
          <Loaded resource={history} skeleton={<Skeleton lines={8} />}>
            {(series) =>
              // Of the group that was shown before: the new one is on its way.
              names.length > 0 && !series.some(({ metric }) => names.includes(metric)) ? (
                <Skeleton lines={8} />
              ) : (
                <div class="metric-grid">
                  {names.map((name) => {
                    const found = series.find(({ metric }) => metric === name);
                    return found === undefined ? null : (
                      <MetricChart key={name} history={found} group={group} />
                    );
                  })}
                </div>
              )
            }
          </Loaded>
        )}
      </Loaded>
    </>
  );
}

async function readHistory(
  names: readonly string[],
  hours: number,
  signal: AbortSignal,
): Promise<readonly History[]> {
  const to = new Date();
  const from = new Date(to.getTime() - hours * HOUR_MS);
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < names.length; at += METRICS_A_REQUEST)
    parts.push(names.slice(at, at + METRICS_A_REQUEST));
  const answers = await Promise.all(
    parts.map((part) =>
      api({
        path: '/api/metrics/history',
        query: { metric: part.join(','), from: from.toISOString(), to: to.toISOString() },
        answer: metricHistory,
        signal,
      }),
    ),
  );
  return answers.flatMap(({ series }) => series);
}

function MetricChart({ history, group }: { readonly history: History; readonly group: string }) {
  const { t } = texts;
  const { metric, unit, points, stepSeconds } = history;
  const title = metricName(metric);
  const picture = useMemo(() => {
    const { x, values } = chartPoints(points, stepSeconds);
    const bounds = boundsOf(points.map(({ value }) => value));
    const format = (value: number): string => formatUnit(value, unit);
    return {
      x,
      series: [{ label: title, kind: 'area' as const, values, format }],
      summary: t('chartSummary', {
        last: formatUnit(points.at(-1)?.value, unit),
        low: formatUnit(bounds?.low, unit),
        high: formatUnit(bounds?.high, unit),
      }),
    };
  }, [history, language.value]);
  return (
    <section class="card metric-card">
      <div class="metric-head">
        <h3>{title}</h3>
        <strong class="number">{formatUnit(points.at(-1)?.value, unit)}</strong>
      </div>
      {points.length < 2 ? (
        <p class="muted small metric-empty">{t(points.length === 0 ? 'noPoints' : 'onePoint')}</p>
      ) : (
        <Chart
          label={title}
          summary={picture.summary}
          x={picture.x}
          series={picture.series}
          formatX={formatTime}
          heightPx={130}
          syncWith={`health-${group}`}
        />
      )}
    </section>
  );
}
