import {
  statisticsBreakdown,
  statisticsOverview,
} from '../../../../core/api/statistics/statistics-shapes.ts';
import { useResource } from '../../api/use-resource.ts';
import { dayOf } from '../../filters/day-bounds.ts';
import { writeNames } from '../../filters/name-list.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { type Query, useQuery } from '../../shell/use-query.ts';
import { timeZone } from '../../texts/language.ts';
import { BreakdownTable } from './breakdown-table.tsx';
import { ExtremeOrders } from './extreme-orders.tsx';
import { HeatMap } from './heat-map.tsx';
import { MonthCalendar } from './month-calendar.tsx';
import { OverviewTiles } from './overview-tiles.tsx';
import { ProfitCurve } from './profit-curve.tsx';
import {
  type Asked,
  type CurrencyOverview,
  type Overview,
  readStatistics,
  REFRESH_MS,
} from './read-statistics.ts';
import {
  countStatisticsFilters,
  readStatisticsFilters,
  type StatisticsFilters,
  UNKNOWN_CURRENCY,
} from './statistics-filters.ts';
import { PeriodPicker, RangeLine, StatisticsFilterBar } from './statistics-header.tsx';
import './statistics.css';
import { texts } from './texts.ts';
import { timelineStep } from './timeline-step.ts';

const SUGGESTED = 200;

/** What closed orders brought: one set of filters for everything on the page, each currency apart. */
export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const query = useQuery();
  const filters = readStatisticsFilters(query.values);
  const asked: Asked = { filters, timeZone: timeZone.value };
  const key = JSON.stringify(asked);
  const today = dayOf(Date.now(), timeZone.value);
  const overview = useResource(
    async (signal) => ({ key, read: await readStatistics('', asked, statisticsOverview, signal) }),
    [key],
    { everyMs: REFRESH_MS },
  );
  const names = useNames(asked);
  return (
    <div class="statistics stack">
      <div class="page-head">
        <h1>{t('title')}</h1>
        <span class="spacer" />
        <PeriodPicker filters={filters} query={query} today={today} />
      </div>
      <StatisticsFilterBar filters={filters} query={query} {...names} />
      <Loaded resource={overview}>
        {(data) => (
          // Until the figures of other filters have come, those before are seen to be old.
          <div class="stack" data-old={data.key !== key} aria-busy={data.key !== key}>
            <Figures overview={data.read} asked={asked} query={query} today={today} />
          </div>
        )}
      </Loaded>
    </div>
  );
}

/** What the filters suggest: of all time, whatever they are set to. */
function useNames({ filters: { fleet, money }, timeZone: zone }: Asked) {
  const read = (by: 'strategy' | 'symbol') => async (signal: AbortSignal) => {
    const filters = readStatisticsFilters({ period: 'all', fleet, money });
    const { rows } = await readStatistics(
      'breakdown',
      { filters, timeZone: zone },
      statisticsBreakdown,
      signal,
      {
        by,
        sort: 'orders',
        limit: SUGGESTED,
      },
    );
    return [...new Set(rows.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])))].sort();
  };
  const strategies = useResource(read('strategy'), [fleet, money, zone]);
  const symbols = useResource(read('symbol'), [fleet, money, zone]);
  return { strategies: strategies.data.value ?? [], symbols: symbols.data.value ?? [] };
}

function Figures(props: {
  readonly overview: Overview;
  readonly asked: Asked;
  readonly query: Query;
  readonly today: string;
}) {
  const { overview, asked, query, today } = props;
  const { filters } = asked;
  const chosen = chooseCurrency(overview.currencies, query.values.currency);
  if (chosen === undefined)
    return (
      <>
        <RangeLine overview={overview} />
        <Nothing filters={filters} query={query} />
      </>
    );
  const step = timelineStep(filters, today);
  const part = { asked, currency: chosen.currency };
  return (
    <>
      <CurrencyPicker currencies={overview.currencies} chosen={chosen} query={query} />
      <RangeLine overview={overview} />
      <OverviewTiles overview={chosen} />
      <div class="statistics-times">
        <ProfitCurve {...part} step={step} />
        <MonthCalendar
          {...part}
          month={calendarMonth(filters, today)}
          today={today}
          onDay={(day) => query.set({ period: 'custom', from: day, to: day }, { isStep: true })}
        />
      </div>
      <HeatMap {...part} />
      <BreakdownTable
        // What was chosen for a comparison belongs to these filters.
        key={JSON.stringify([asked, chosen.currency])}
        {...part}
        step={step}
        onOnly={(by, { name, terminalId }) =>
          query.set(by === 'terminal' ? { terminal: terminalId } : { [by]: writeNames([name ?? '']) }, {
            isStep: true,
          })
        }
      />
      <ExtremeOrders {...part} />
    </>
  );
}

/** The month in which the period ends. */
function calendarMonth({ period, from, to }: StatisticsFilters, today: string): string {
  return (period === 'custom' ? (to ?? from ?? today) : today).slice(0, 7);
}

function chooseCurrency(
  currencies: readonly CurrencyOverview[],
  wanted: string | undefined,
): CurrencyOverview | undefined {
  return currencies.find(({ currency }) => (currency ?? UNKNOWN_CURRENCY) === wanted) ?? currencies[0];
}

function CurrencyPicker(props: {
  readonly currencies: readonly CurrencyOverview[];
  readonly chosen: CurrencyOverview;
  readonly query: Query;
}) {
  const { t } = texts;
  const { currencies, chosen, query } = props;
  if (currencies.length < 2) return null;
  return (
    <div class="segments" role="group" aria-label={t('currency')}>
      {currencies.map((each) => (
        <button
          key={each.currency ?? UNKNOWN_CURRENCY}
          type="button"
          aria-pressed={each === chosen}
          onClick={() => query.set({ currency: each.currency ?? UNKNOWN_CURRENCY })}
        >
          {t('currencyOrders', {
            currency: each.currency ?? t('currencyUnknown'),
            count: each.result.orders,
          })}
        </button>
      ))}
    </div>
  );
}

function Nothing({ filters, query }: { readonly filters: StatisticsFilters; readonly query: Query }) {
  const { t } = texts;
  return (
    <Empty title={t('empty.title')} icon="statistics">
      <p class="muted">{t(countStatisticsFilters(filters) === 0 ? 'empty.what' : 'empty.filtered')}</p>
      <div class="row">
        {filters.period === 'all' ? null : (
          <button type="button" class="button" onClick={() => query.set({ period: 'all' }, { isStep: true })}>
            {t('period.all')}
          </button>
        )}
      </div>
      {filters.money === 'emulator' ? null : (
        <>
          <p class="muted">{t('empty.emulator')}</p>
          <button
            type="button"
            class="button"
            onClick={() => query.set({ money: 'emulator' }, { isStep: true })}
          >
            {t('empty.toEmulator')}
          </button>
        </>
      )}
    </Empty>
  );
}
