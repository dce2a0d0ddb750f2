import { me } from '../api/session.ts';
import type { Query } from '../shell/use-query.ts';
import { Choice } from './filter-bar.tsx';
import { TerminalFilter } from './terminal-filter.tsx';
import { filterTexts } from './texts.ts';
import { useLabels } from './use-labels.ts';

/** Of which terminals: a fleet where there are several, one terminal, a group, a tag. */
export function ScopeFilters(props: {
  readonly filters: {
    readonly terminal?: number | undefined;
    readonly fleet?: string | undefined;
    readonly group?: string | undefined;
    readonly tag?: string | undefined;
  };
  readonly query: Query;
}) {
  const { t } = filterTexts;
  const { filters, query } = props;
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
    <>
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
    </>
  );
}
