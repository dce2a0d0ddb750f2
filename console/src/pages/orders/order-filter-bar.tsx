import type { Query } from '../../shell/use-query.ts';
import { Choice, DayField, FilterBar } from '../../filters/filter-bar.tsx';
import { SuggestBox } from '../../filters/suggest-box.tsx';
import { ScopeFilters } from '../../filters/scope-filters.tsx';
import { filterTexts } from '../../filters/texts.ts';
import { countFilters, MONEY_KINDS, NO_FILTERS, type OrderFilters } from './order-filters.ts';

/** What narrows the list. Suggestions are what is shown at the moment. */
export function OrderFilterBar(props: {
  readonly filters: OrderFilters;
  readonly query: Query;
  readonly suggestions: Readonly<Record<'symbols' | 'strategies' | 'currencies', readonly string[]>>;
}) {
  const { t } = filterTexts;
  const { filters, query, suggestions } = props;
  return (
    <FilterBar count={countFilters(filters)} onClear={() => query.set(NO_FILTERS, { isStep: true })}>
      <ScopeFilters filters={filters} query={query} />
      <SuggestBox
        label={t('symbol')}
        value={filters.symbol ?? ''}
        suggestions={suggestions.symbols}
        onChange={(symbol) => query.set({ symbol })}
      />
      <SuggestBox
        label={t('strategy')}
        value={filters.strategy ?? ''}
        suggestions={suggestions.strategies}
        onChange={(strategy) => query.set({ strategy })}
      />
      <SuggestBox
        label={t('currency')}
        value={filters.currency ?? ''}
        suggestions={suggestions.currencies}
        onChange={(currency) => query.set({ currency })}
      />
      <Choice
        label={t('money')}
        value={filters.money}
        options={MONEY_KINDS.map((kind) => ({ value: kind, title: t(`money.${kind}`) }))}
        onChange={(money) => query.set({ money: money === 'both' ? undefined : money })}
      />
      <DayField label={t('from')} value={filters.from} onChange={(from) => query.set({ from })} />
      <DayField label={t('to')} value={filters.to} onChange={(to) => query.set({ to })} />
    </FilterBar>
  );
}
