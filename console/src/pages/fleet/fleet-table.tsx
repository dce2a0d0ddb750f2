import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { formatAmount, formatVersion, NOTHING, toneOf } from '../../format/amounts.ts';
import { formatAgo, formatExactTime } from '../../format/times.ts';
import { type Column, DataTable, type Sort } from '../../parts/data-table.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Empty } from '../../parts/states.tsx';
import { TerminalStateBadge } from '../../parts/terminal-state-badge.tsx';
import { language } from '../../texts/language.ts';
import type { FleetFilter } from './fleet-order.ts';
import type { FleetRow } from './fleet-rows.ts';
import { commandLink } from './command-link.ts';
import { texts } from './texts.ts';

export function FleetTable(props: {
  readonly rows: readonly FleetRow[];
  readonly filter: FleetFilter;
  readonly hasFilter: boolean;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  const { t } = texts;
  const { rows } = props;
  const selected = useSignal<ReadonlySet<number>>(new Set());
  const columns = useMemo(columnsOf, [language.value]);
  const chosen = rows.filter(({ id }) => selected.value.has(id));
  const areAllSelected = rows.length > 0 && chosen.length === rows.length;
  return (
    <>
      {selected.value.size === 0 ? null : (
        <div class="notice row fleet-selection" role="status">
          <span>{t('selected', { count: selected.value.size })}</span>
          <a
            class="button primary"
            href={commandLink(
              [...selected.value],
              props.filter,
              areAllSelected && selected.value.size === rows.length,
            )}
          >
            <Icon name="commands" />
            {t('sendTo', { count: selected.value.size })}
          </a>
          <button type="button" class="button quiet" onClick={() => (selected.value = new Set())}>
            {t('unselect')}
          </button>
        </div>
      )}
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        keyOf={({ id }) => id}
        nameOf={({ terminal }) => terminal.name}
        hrefOf={({ id }) => `/terminals/${id}`}
        sort={props.sort}
        onSort={props.onSort}
        selection={{
          selected: selected.value,
          areAllSelected,
          toggle: (id) => {
            const next = new Set(selected.value);
            if (!next.delete(id)) next.add(id);
            selected.value = next;
          },
          toggleAll: () => {
            selected.value = areAllSelected ? new Set() : new Set(rows.map(({ id }) => id));
          },
        }}
        empty={
          <Empty title={t('nothingFound')}>
            {props.hasFilter ? <p class="muted">{t('nothingFoundWhat')}</p> : null}
          </Empty>
        }
      />
    </>
  );
}

function columnsOf(): readonly Column<FleetRow>[] {
  const { t } = texts;
  return [
    {
      id: 'name',
      title: t('column.name'),
      minPx: 98,
      grow: 2,
      isSortable: true,
      cell: ({ id, terminal }) => (
        <a href={`/terminals/${id}`} tabIndex={-1} title={`${terminal.host}:${terminal.port}`}>
          {terminal.name}
        </a>
      ),
    },
    {
      id: 'state',
      title: t('column.state'),
      minPx: 114,
      isSortable: true,
      cell: ({ terminal }) => <TerminalStateBadge state={terminal.state} />,
    },
    {
      id: 'labels',
      title: t('column.labels'),
      minPx: 130,
      grow: 1.5,
      priority: 5,
      cell: ({ terminal }) => (
        <span class="row fleet-labels">
          {[...terminal.groups, ...terminal.tags.map((tag) => `#${tag}`)].map((name) => (
            <span key={name} class="chip">
              {name}
            </span>
          ))}
        </span>
      ),
    },
    {
      id: 'available',
      title: t('column.available'),
      minPx: 112,
      align: 'end',
      isSortable: true,
      priority: 4,
      cell: ({ terminal }) => formatAmount(terminal.available, terminal.currency, { withCurrency: false }),
    },
    {
      id: 'total',
      title: t('column.total'),
      minPx: 104,
      align: 'end',
      isSortable: true,
      cell: ({ terminal }) => formatAmount(terminal.total, terminal.currency, { withCurrency: false }),
    },
    {
      id: 'currency',
      title: t('column.currency'),
      minPx: 84,
      grow: 0.4,
      isSortable: true,
      priority: 6,
      cell: ({ terminal }) => terminal.currency ?? NOTHING,
    },
    {
      id: 'profit',
      title: t('column.profit'),
      minPx: 116,
      align: 'end',
      isSortable: true,
      priority: 1,
      cell: ({ profits }) => {
        const [first, ...others] = profits;
        if (first === undefined) return <span class="muted">{NOTHING}</span>;
        const title = profits
          .map(({ profit, currency }) => formatAmount(profit, currency, { sign: true }))
          .join('\n');
        return (
          <span class={toneOf(first.profit)} title={title}>
            {formatAmount(first.profit, first.currency, { sign: true, withCurrency: false })}
            {others.length === 0 ? '' : ` +${others.length}`}
          </span>
        );
      },
    },
    {
      id: 'version',
      title: t('column.version'),
      minPx: 82,
      grow: 0.4,
      align: 'end',
      isSortable: true,
      priority: 7,
      cell: ({ terminal }) => formatVersion(terminal.version),
    },
    {
      id: 'lastSeenAt',
      title: t('column.lastSeen'),
      minPx: 124,
      align: 'end',
      isSortable: true,
      priority: 3,
      cell: ({ terminal }) => (
        <span class="muted" title={formatExactTime(terminal.lastSeenAt)}>
          {formatAgo(terminal.lastSeenAt)}
        </span>
      ),
    },
  ];
}
