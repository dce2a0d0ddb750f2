import { formatTime } from '../../format/times.ts';
import { Choice, DayField, FilterBar } from '../../filters/filter-bar.tsx';
import { writeNames } from '../../filters/name-list.ts';
import { NamesFilter } from '../../filters/names-filter.tsx';
import { ScopeFilters } from '../../filters/scope-filters.tsx';
import { filterTexts } from '../../filters/texts.ts';
import type { Query } from '../../shell/use-query.ts';
import type { Overview } from './read-statistics.ts';
import {
  countStatisticsFilters,
  NO_STATISTICS_FILTERS,
  PERIODS,
  type PeriodName,
  type StatisticsFilters,
} from './statistics-filters.ts';
import { texts } from './texts.ts';

/** Of which time; dates of one's own begin with today's. */
export function PeriodPicker(props: {
  readonly filters: StatisticsFilters;
  readonly query: Query;
  /** As `2026-03-29`. */
  readonly today: string;
}) {
  const { t } = texts;
  const { filters, query, today } = props;
  const choose = (period: PeriodName): void =>
    query.set(
      period === 'custom'
        ? { period, from: filters.from ?? `${today.slice(0, 7)}-01`, to: filters.to ?? today }
        : { period: period === 'month' ? undefined : period, from: undefined, to: undefined },
      { isStep: true },
    );
  return (
    <div class="statistics-periods">
      <div class="segments" role="group" aria-label={t('period')}>
        {PERIODS.map((period) => (
          <button
            key={period}
            type="button"
            aria-pressed={filters.period === period}
            onClick={() => choose(period)}
          >
            {t(`period.${period}`)}
          </button>
        ))}
      </div>
      {filters.period !== 'custom' ? null : (
        <div class="row">
          <DayField
            label={filterTexts.t('from')}
            value={filters.from}
            onChange={(from) => query.set({ from })}
          />
          <DayField label={filterTexts.t('to')} value={filters.to} onChange={(to) => query.set({ to })} />
        </div>
      )}
    </div>
  );
}

export function StatisticsFilterBar(props: {
  readonly filters: StatisticsFilters;
  readonly query: Query;
  readonly strategies: readonly string[];
  readonly symbols: readonly string[];
}) {
  const { t } = filterTexts;
  const { filters, query } = props;
  return (
    <FilterBar
      count={countStatisticsFilters(filters)}
      onClear={() => query.set(NO_STATISTICS_FILTERS, { isStep: true })}
    >
      <Choice
        label={t('money')}
        value={filters.money}
        options={(['real', 'emulator'] as const).map((kind) => ({ value: kind, title: t(`money.${kind}`) }))}
        onChange={(money) => query.set({ money: money === 'real' ? undefined : money })}
      />
      <ScopeFilters filters={filters} query={query} />
      <NamesFilter
        label={t('strategy')}
        names={filters.strategy}
        suggestions={props.strategies}
        onChange={(names) => query.set({ strategy: writeNames(names) })}
      />
      <NamesFilter
        label={t('symbol')}
        names={filters.symbol}
        suggestions={props.symbols}
        onChange={(names) => query.set({ symbol: writeNames(names) })}
      />
    </FilterBar>
  );
}

/** Of which time the figures are, and how fresh. */
export function RangeLine({ overview }: { readonly overview: Overview }) {
  const { t } = texts;
  const { from, to, asOf, previous } = overview;
  const range =
    from === null
      ? t('rangeAll')
      : to === null
        ? t('rangeOpen', { from: formatTime(from) })
        : t('range', { from: formatTime(from), to: formatTime(to) });
  const counted = asOf === null ? t('notCounted') : t('asOf', { time: formatTime(asOf) });
  const compared =
    previous === null
      ? ''
      : t('beforeRange', { from: formatTime(previous.from), to: formatTime(previous.to) });
  return (
    <p class="muted small statistics-range">
      {range} · {counted}. {compared}
    </p>
  );
}
