import { useSignal } from '@preact/signals';
import { Big } from 'big.js';
import { useEffect } from 'preact/hooks';
import { statisticsBreakdown } from '../../../../core/api/statistics/statistics-shapes.ts';
import { useResource } from '../../api/use-resource.ts';
import { formatAmount, toneOf } from '../../format/amounts.ts';
import { Icon } from '../../parts/icon.tsx';
import { Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { calendarWeeks, type DayName, monthBounds, type MonthName, shiftMonth } from './calendar-grid.ts';
import { compactAmount, compactNumber } from './compact-amount.ts';
import { heatStep } from './heat-scale.ts';
import { type Asked, readStatistics, REFRESH_MS, type Result } from './read-statistics.ts';
import { texts } from './texts.ts';

/** What each day of a month brought. */
export function MonthCalendar(props: {
  readonly asked: Asked;
  readonly currency: string | null;
  /** The month to begin with. */
  readonly month: MonthName;
  readonly today: DayName;
  readonly onDay: (day: DayName) => void;
}) {
  const { t } = texts;
  const { asked, today } = props;
  const month = useSignal(props.month);
  useEffect(() => {
    month.value = props.month;
  }, [props.month]);
  const { first, last } = monthBounds(month.value);
  const days = useResource(
    (signal) =>
      readStatistics(
        'breakdown',
        { ...asked, filters: { ...asked.filters, period: 'custom', from: first, to: last } },
        statisticsBreakdown,
        signal,
        { by: 'day' },
      ).then(({ rows }) => ({ month: first.slice(0, 7), rows })),
    [JSON.stringify(asked), first],
    { everyMs: REFRESH_MS },
  );
  const title = new Intl.DateTimeFormat(language.value, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${first}T00:00:00Z`));
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('calendar')}</h2>
        <div class="row">
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={t('calendarBefore')}
            onClick={() => (month.value = shiftMonth(month.value, -1))}
          >
            <Icon name="left" />
          </button>
          <span class="calendar-title" aria-live="polite">
            {title}
          </span>
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={t('calendarAfter')}
            disabled={month.value >= today.slice(0, 7)}
            onClick={() => (month.value = shiftMonth(month.value, 1))}
          >
            <Icon name="right" />
          </button>
        </div>
      </div>
      <Loaded resource={days}>
        {(data) => {
          // While the next month is read the old one's figures are not to be taken for its own.
          const rows = data.month === month.value ? data.rows : [];
          const results = new Map(
            rows.flatMap(({ currency, date, result }): [DayName, Result][] =>
              currency === props.currency && date !== undefined ? [[date, result]] : [],
            ),
          );
          return (
            <Grid
              month={month.value}
              results={results}
              title={title}
              today={today}
              currency={props.currency}
              onDay={props.onDay}
            />
          );
        }}
      </Loaded>
    </section>
  );
}

function Grid(props: {
  readonly month: MonthName;
  readonly results: ReadonlyMap<DayName, Result>;
  readonly title: string;
  readonly today: DayName;
  readonly currency: string | null;
  readonly onDay: (day: DayName) => void;
}) {
  const { t } = texts;
  const { month, results, currency } = props;
  const all = [...results.values()];
  const largest = Math.max(0, ...all.map(({ profit }) => Math.abs(Number(profit))));
  const total = all.reduce((sum, { profit }) => sum.plus(profit), new Big(0)).toFixed();
  const orders = all.reduce((sum, { orders: count }) => sum + count, 0);
  return (
    <>
      <table class="calendar" aria-label={`${t('calendar')}: ${props.title}`}>
        <thead>
          <tr>
            {weekdayNames('short').map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calendarWeeks(month).map((week, index) => (
            <tr key={index}>
              {week.map((day, weekday) => (
                <td key={day ?? `none-${weekday}`}>
                  {day === null ? null : (
                    <Day
                      day={day}
                      result={results.get(day)}
                      largest={largest}
                      isToday={day === props.today}
                      currency={currency}
                      onDay={props.onDay}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small calendar-total">
        {t('calendarTotal', {
          profit: formatAmount(total, currency, { sign: true }),
          orders: t('orders_n', { count: orders }),
        })}
      </p>
    </>
  );
}

function Day(props: {
  readonly day: DayName;
  readonly result: Result | undefined;
  readonly largest: number;
  readonly isToday: boolean;
  readonly currency: string | null;
  readonly onDay: (day: DayName) => void;
}) {
  const { t } = texts;
  const { day, result, largest, isToday, currency } = props;
  const number = Number(day.slice(8));
  if (result === undefined)
    return (
      <div class="calendar-day" data-today={isToday}>
        <span class="muted">{number}</span>
        <span class="visually-hidden">{t('calendarNone')}</span>
      </div>
    );
  const label = t('calendarDay', {
    date: new Intl.DateTimeFormat(language.value, { dateStyle: 'long', timeZone: 'UTC' }).format(
      new Date(`${day}T00:00:00Z`),
    ),
    profit: formatAmount(result.profit, currency, { sign: true }),
    orders: t('orders_n', { count: result.orders }),
  });
  return (
    <button
      type="button"
      class="calendar-day"
      data-heat={heatStep(Number(result.profit), largest)}
      data-today={isToday}
      title={label}
      onClick={() => props.onDay(day)}
    >
      <span class="visually-hidden">{label}</span>
      <span class="muted" aria-hidden="true">
        {number}
      </span>
      <strong class={toneOf(result.profit)} aria-hidden="true">
        {compactAmount(result.profit)}
      </strong>
      <span class="muted" aria-hidden="true">
        ×{compactNumber(result.orders)}
      </span>
    </button>
  );
}

/** From Monday to Sunday. */
export function weekdayNames(width: 'short' | 'long'): readonly string[] {
  const format = new Intl.DateTimeFormat(language.value, { weekday: width, timeZone: 'UTC' });
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, index) => format.format(Date.UTC(2024, 0, 1 + index)));
}
