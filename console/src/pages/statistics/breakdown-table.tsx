import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { ExportDialog } from '../../export/export-dialog.tsx';
import { formatAmount, formatNumber, formatShare, toneOf } from '../../format/amounts.ts';
import { formatDuration } from '../../format/times.ts';
import { type Column, DataTable, type Selection, type Sort } from '../../parts/data-table.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { language } from '../../texts/language.ts';
import { factorOf, shareOf } from './overview-tiles.tsx';
import type { Asked, BreakdownRow } from './read-statistics.ts';
import { statisticsPath } from './statistics-filters.ts';
import { MOST_COMPARED, StrategyComparison } from './strategy-comparison.tsx';
import { texts } from './texts.ts';
import type { TimelineStep } from './timeline-step.ts';
import { type BreakdownBy, type BreakdownSort, useBreakdown } from './use-breakdown.ts';

const BREAKDOWNS: readonly BreakdownBy[] = ['strategy', 'symbol', 'terminal'];

/** Which order of the API a press on a head asks for; it knows no other ones. */
const SORTS: Readonly<Record<string, BreakdownSort>> = {
  name: 'name',
  orders: 'orders',
  winRate: 'winRate',
  roi: 'roi',
  spent: 'spent',
};

function apiSort({ column, isDescending }: Sort): BreakdownSort {
  return column === 'profit' ? (isDescending ? 'profit' : '-profit') : (SORTS[column] ?? 'profit');
}

/** What strategies, symbols and terminals brought; strategies can be compared. */
export function BreakdownTable(props: {
  readonly asked: Asked;
  readonly currency: string | null;
  readonly step: TimelineStep;
  /** To look at one of them only. */
  readonly onOnly: (by: BreakdownBy, row: BreakdownRow) => void;
}) {
  const { t } = texts;
  const { asked, currency } = props;
  const by = useSignal<BreakdownBy>('strategy');
  const sort = useSignal<Sort>({ column: 'profit', isDescending: true });
  const compared = useSignal<readonly BreakdownRow[]>([]);
  const isExporting = useSignal(false);
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t('breakdown')}</h2>
        <button
          type="button"
          class="button"
          onClick={() => {
            isExporting.value = true;
          }}
        >
          <Icon name="download" />
          {t('csv')}
        </button>
      </div>
      <Tabs
        label={t('breakdown')}
        tabs={BREAKDOWNS.map((id) => ({ id, title: t(`by.${id}`) }))}
        current={by.value}
        onChange={(id) => {
          by.value = id;
          sort.value = { column: 'profit', isDescending: true };
        }}
      >
        <Rows
          key={by.value}
          asked={asked}
          by={by.value}
          currency={currency}
          sort={sort.value}
          onSort={(next) => {
            sort.value =
              next.column === 'profit' ? next : { column: next.column, isDescending: next.column !== 'name' };
          }}
          compared={compared.value}
          onCompare={(rows) => {
            compared.value = rows;
          }}
          onOnly={(row) => props.onOnly(by.value, row)}
        />
      </Tabs>
      {by.value !== 'strategy' ? null : compared.value.length < 2 ? (
        <p class="muted small compare-hint">{t('compareWhat')}</p>
      ) : (
        <StrategyComparison
          asked={asked}
          rows={compared.value}
          currency={currency}
          step={props.step}
          onClear={() => {
            compared.value = [];
          }}
        />
      )}
      {isExporting.value ? (
        <ExportDialog
          title={t('csvTitle')}
          what={t('csvWhat')}
          addressOf={(cursor) =>
            statisticsPath('export', asked.filters, asked.timeZone, {
              by: by.value,
              currency,
              ...(cursor === undefined ? {} : { cursor }),
            })
          }
          fileName={`statistics-by-${by.value}.csv`}
          onClose={() => {
            isExporting.value = false;
          }}
        />
      ) : null}
    </section>
  );
}

function Rows(props: {
  readonly asked: Asked;
  readonly by: BreakdownBy;
  readonly currency: string | null;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly compared: readonly BreakdownRow[];
  readonly onCompare: (rows: readonly BreakdownRow[]) => void;
  readonly onOnly: (row: BreakdownRow) => void;
}) {
  const { t } = texts;
  const { asked, by, currency, sort, compared, onCompare } = props;
  const { rows, error, readMore, retry } = useBreakdown({ asked, by, currency, sort: apiSort(sort) });
  const columns = useMemo(() => columnsOf(by, currency), [by, currency, language.value]);
  if (rows.value === undefined)
    return error.value === undefined ? (
      <Skeleton lines={6} />
    ) : (
      <Failed error={error.value} onRetry={retry} />
    );
  const all = rows.value.filter((row) => row.currency === currency);
  const selected = new Set(compared.map(keyOf));
  const selection: Selection<string> = {
    selected,
    toggle: (key) => {
      if (selected.has(key)) return onCompare(compared.filter((row) => keyOf(row) !== key));
      const row = all.find((each) => keyOf(each) === key);
      if (row === undefined || row.name === null || row.name === undefined) return;
      if (compared.length < MOST_COMPARED) onCompare([...compared, row]);
      else showToast(t('compareMost', { count: MOST_COMPARED }), { tone: 'plain' });
    },
    toggleAll: () =>
      onCompare(
        compared.length > 0 ? [] : all.filter(({ name }) => typeof name === 'string').slice(0, MOST_COMPARED),
      ),
    areAllSelected: all.length > 0 && all.every((row) => selected.has(keyOf(row))),
  };
  return (
    <>
      <DataTable
        label={t(`by.${by}`)}
        columns={columns}
        rows={all}
        keyOf={keyOf}
        nameOf={({ name }) => name ?? t('unnamed')}
        onOpen={(row) => {
          if (row.name !== null) props.onOnly(row);
        }}
        sort={sort}
        onSort={props.onSort}
        {...(by === 'strategy' ? { selection } : {})}
        onEnd={readMore}
        maxHeight="440px"
        empty={<Empty title={t('empty.title')} icon="statistics" />}
      />
      {error.value === undefined ? null : <Failed error={error.value} onRetry={retry} />}
    </>
  );
}

const keyOf = ({ terminalId, name }: BreakdownRow): string => String(terminalId ?? name ?? '');

function columnsOf(by: BreakdownBy, currency: string | null): readonly Column<BreakdownRow>[] {
  const { t } = texts;
  const money = (amount: string | null | undefined): string =>
    formatAmount(amount, currency, { sign: true, withCurrency: false });
  const end = { align: 'end', minPx: 104 } as const;
  return [
    {
      id: 'name',
      title: t(`name.${by}`),
      minPx: 120,
      grow: 2,
      isSortable: true,
      cell: ({ name }) => <strong>{name ?? t('unnamed')}</strong>,
    },
    {
      id: 'profit',
      title: t('column.profit'),
      ...end,
      isSortable: true,
      cell: ({ result }) => <span class={toneOf(result.profit)}>{money(result.profit)}</span>,
    },
    {
      id: 'orders',
      title: t('column.orders'),
      ...end,
      minPx: 88,
      isSortable: true,
      priority: 1,
      cell: ({ result }) => formatNumber(result.orders),
    },
    {
      id: 'winRate',
      title: t('column.winRate'),
      ...end,
      minPx: 88,
      isSortable: true,
      priority: 2,
      cell: ({ result }) => formatShare(result.winRate / 100),
    },
    {
      id: 'profitFactor',
      title: t('column.profitFactor'),
      ...end,
      minPx: 88,
      priority: 4,
      cell: ({ result }) => factorOf(result.profitFactor),
    },
    {
      id: 'averageProfit',
      title: t('column.averageProfit'),
      ...end,
      priority: 5,
      cell: ({ result }) => <span class={toneOf(result.averageProfit)}>{money(result.averageProfit)}</span>,
    },
    {
      id: 'roi',
      title: t('column.roi'),
      ...end,
      isSortable: true,
      priority: 3,
      cell: ({ result }) => shareOf(result.roi),
    },
    {
      id: 'spent',
      title: t('column.spent'),
      ...end,
      minPx: 110,
      isSortable: true,
      priority: 6,
      cell: ({ result }) => formatAmount(result.spent, currency, { withCurrency: false }),
    },
    {
      id: 'duration',
      title: t('column.duration'),
      ...end,
      minPx: 126,
      priority: 7,
      cell: ({ result }) => formatDuration(result.averageDurationS * 1_000),
    },
    ...(by !== 'strategy'
      ? []
      : (['best', 'worst'] as const).map((id) => ({
          id,
          title: t(`column.${id}`),
          ...end,
          priority: 8,
          cell: (row: BreakdownRow) => <span class={toneOf(row[id])}>{money(row[id])}</span>,
        }))),
  ];
}
