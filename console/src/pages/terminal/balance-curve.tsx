import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type * as z from 'zod';
import { balanceHistory } from '../../../../core/api/balances/balance-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount } from '../../format/amounts.ts';
import { formatTime } from '../../format/times.ts';
import { Chart, ChartKeys, type ChartSeries } from '../../parts/chart.tsx';
import { Empty, Loaded, Skeleton } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';

const HOUR_MS = 3_600_000;
const RANGES = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 168 * HOUR_MS,
  month: 720 * HOUR_MS,
  year: 8_760 * HOUR_MS,
};
type Range = keyof typeof RANGES;
const RANGE_NAMES = ['hour', 'day', 'week', 'month', 'year'] as const satisfies readonly Range[];
const REFRESH_MS = 30_000;

type Curve = z.infer<typeof balanceHistory>['curves'][number];

export function BalanceCurve({ terminal }: { readonly terminal: TerminalCard }) {
  const { t } = texts;
  const range = useSignal<Range>('day');
  const history = useResource(
    (signal) =>
      api({
        path: '/api/balances/history',
        query: { terminalId: terminal.id, from: new Date(Date.now() - RANGES[range.peek()]).toISOString() },
        answer: balanceHistory,
        signal,
      }),
    [terminal.id, range.value],
    { everyMs: REFRESH_MS },
  );
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('balance')}</h2>
        <div class="segments" role="group" aria-label={t('period')}>
          {RANGE_NAMES.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={range.value === each}
              onClick={() => {
                range.value = each;
              }}
            >
              {t(`range.${each}`)}
            </button>
          ))}
        </div>
      </div>
      <Loaded resource={history} skeleton={<Skeleton lines={8} />}>
        {({ curves }) =>
          curves.every(({ points }) => points.length === 0) ? (
            <Empty title={t('balanceNone')} icon="statistics">
              <p class="muted">{t('balanceNoneWhat')}</p>
            </Empty>
          ) : (
            <>
              {curves.map((curve) => (
                <CurveChart key={curve.currency ?? ''} curve={curve} />
              ))}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function CurveChart({ curve }: { readonly curve: Curve }) {
  const { t } = texts;
  const { x, series, summary } = useMemo(() => pictureOf(curve), [curve, language.value]);
  return (
    <>
      <ChartKeys series={series} />
      <Chart label={t('balance')} summary={summary} x={x} series={series} />
    </>
  );
}

function pictureOf({ points, currency }: Curve): {
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly summary: string;
} {
  const { t } = texts;
  const format = (value: number): string => formatAmount(value, currency, { withCurrency: false });
  const totals = points.map(({ total }) => Number(total));
  const [first, last] = [points[0], points.at(-1)];
  return {
    x: points.map(({ at }) => Date.parse(at)),
    series: [
      { label: t('total'), values: totals, kind: 'area', format },
      { label: t('available'), values: points.map(({ available }) => Number(available)), format },
    ],
    summary:
      first === undefined || last === undefined
        ? t('balanceNone')
        : t('balanceSummary', {
            from: `${formatAmount(first.total, currency)} (${formatTime(first.at)})`,
            to: `${formatAmount(last.total, currency)} (${formatTime(last.at)})`,
            low: formatAmount(Math.min(...totals), currency),
            high: formatAmount(Math.max(...totals), currency),
          }),
  };
}
