import { useSignal } from '@preact/signals';
import { statisticsBreakdown } from '../../../../core/api/statistics/statistics-shapes.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, formatNumber, formatShare } from '../../format/amounts.ts';
import { Choice } from '../../filters/filter-bar.tsx';
import { Loaded } from '../../parts/states.tsx';
import { compactAmount, compactNumber } from './compact-amount.ts';
import { HEAT_MEASURES, heatCells, type HeatMeasure, type HeatResult, heatValue } from './heat-cells.ts';
import { heatStep } from './heat-scale.ts';
import { weekdayNames } from './month-calendar.tsx';
import { type Asked, readStatistics, REFRESH_MS } from './read-statistics.ts';
import { texts } from './texts.ts';

/** When in the week orders were closed, and what they brought: a table in which every cell has its figure in words. */
export function HeatMap({ asked, currency }: { readonly asked: Asked; readonly currency: string | null }) {
  const { t } = texts;
  const measure = useSignal<HeatMeasure>('profit');
  const times = useResource(
    (signal) => readStatistics('breakdown', asked, statisticsBreakdown, signal, { by: 'heatmap' }),
    [JSON.stringify(asked)],
    { everyMs: REFRESH_MS },
  );
  return (
    <section class="card">
      <div class="card-head">
        <div>
          <h2>{t('heat')}</h2>
          <p class="muted small">{t('heatWhat')}</p>
        </div>
        <div class="filters heat-choice">
          <Choice
            label={t('heatMeasure')}
            value={measure.value}
            options={HEAT_MEASURES.map((value) => ({ value, title: t(`heat.${value}`) }))}
            onChange={(value) => {
              measure.value = value;
            }}
          />
        </div>
      </div>
      <Loaded resource={times}>
        {({ rows }) => (
          <Grid
            cells={heatCells(rows.filter((row) => row.currency === currency))}
            measure={measure.value}
            currency={currency}
          />
        )}
      </Loaded>
    </section>
  );
}

function Grid(props: {
  readonly cells: readonly (readonly (HeatResult | undefined)[])[];
  readonly measure: HeatMeasure;
  readonly currency: string | null;
}) {
  const { t } = texts;
  const { cells, measure, currency } = props;
  const values = cells
    .flat()
    .flatMap((cell) => (cell === undefined ? [] : [Math.abs(heatValue(cell, measure))]));
  const largest = Math.max(0, ...values);
  const [days, longDays] = [weekdayNames('short'), weekdayNames('long')];
  return (
    // Scrolled sideways on a phone, by the keyboard too.
    <div class="scroll-x" tabIndex={0} role="group" aria-label={t('heat')}>
      <table class="heat" aria-label={`${t('heat')}: ${t(`heat.${measure}`)}`}>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t('heatDay')}</span>
            </th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((hours, day) => (
            <tr key={day}>
              <th scope="row">{days[day]}</th>
              {hours.map((cell, hour) => {
                if (cell === undefined) return <td key={hour} />;
                const words = t('heatCell', {
                  day: longDays[day] ?? '',
                  hour: String(hour),
                  profit: formatAmount(cell.profit, currency, { sign: true }),
                  orders: t('orders_n', { count: cell.orders }),
                  share: formatShare(cell.winRate / 100),
                });
                return (
                  <td key={hour} data-heat={stepOf(cell, measure, largest)} title={words}>
                    <span aria-hidden="true">{shortOf(cell, measure)}</span>
                    <span class="visually-hidden">{words}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stepOf(cell: HeatResult, measure: HeatMeasure, largest: number): number | string {
  const step = heatStep(heatValue(cell, measure), largest);
  // How many is neither good nor bad.
  return measure === 'orders' ? `n${step}` : step;
}

function shortOf(cell: HeatResult, measure: HeatMeasure): string {
  switch (measure) {
    case 'profit':
      return compactAmount(cell.profit);
    case 'orders':
      return compactNumber(cell.orders);
    case 'winRate':
      return formatNumber(cell.winRate, { maximumFractionDigits: 0 });
  }
}
