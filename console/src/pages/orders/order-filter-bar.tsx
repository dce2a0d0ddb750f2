import { me } from '../../api/session.ts';
import type { Query } from '../../shell/use-query.ts';
import { Choice, DayField, FilterBar } from '../../filters/filter-bar.tsx';
import { SuggestBox } from '../../filters/suggest-box.tsx';
import { TerminalFilter } from '../../filters/terminal-filter.tsx';
import { filterTexts } from '../../filters/texts.ts';
import { useLabels } from '../../filters/use-labels.ts';
import { countFilters, MONEY_KINDS, NO_FILTERS, type OrderFilters } from './order-filters.ts';

/** What narrows the list. Suggestions are what is shown at the moment. */
export function OrderFilterBar(props: {
  readonly filters: OrderFilters;
  readonly query: Query;
  readonly suggestions: Readonly<Record<'symbols' | 'strategies' | 'currencies', readonly string[]>>;
}) {
  const { t } = filterTexts;
  const { filters, query, suggestions } = props;
  const labels = useLabels();
  const fleets = me.value?.fleets ?? [];
  const anyOf = (title: string, names: readonly string[], chosen: string | undefined) => [
    { value: '', title },
    ...[...new Set([...names, ...(chosen === undefined ? [] : [chosen])])].map((name) => ({
      value: name,
      title: name,
    })),
  ];
  return (
    <FilterBar count={countFilters(filters)} onClear={() => query.set(NO_FILTERS, { isStep: true })}>
      {fleets.length < 2 ? null : (
        <Choice
          label={t('fleet')}
          value={filters.fleet ?? ''}
          options={[
            { value: '', title: t('allFleets') },
            ...fleets.map(({ fleetId, name }) => ({ value: fleetId, title: name })),
          ]}
          onChange={(fleet) => query.set({ fleet })}
        />
      )}
      <TerminalFilter value={filters.terminal} onChange={(terminal) => query.set({ terminal })} />
      <Choice
        label={t('group')}
        value={filters.group ?? ''}
        options={anyOf(t('allGroups'), labels.data.value?.groups ?? [], filters.group)}
        onChange={(group) => query.set({ group })}
      />
      <Choice
        label={t('tag')}
        value={filters.tag ?? ''}
        options={anyOf(t('allTags'), labels.data.value?.tags ?? [], filters.tag)}
        onChange={(tag) => query.set({ tag })}
      />
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
