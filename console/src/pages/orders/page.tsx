import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { addressOf } from '../../api/send-request.ts';
import { readKept, keep } from '../../browser/kept.ts';
import { ExportDialog } from '../../export/export-dialog.tsx';
import { formatAmount } from '../../format/amounts.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { filterTexts } from '../../filters/texts.ts';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { language, timeZone } from '../../texts/language.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { type OrderColumnId, readColumns } from './order-columns.ts';
import { OrderDrawer } from './order-drawer.tsx';
import { OrderFilterBar } from './order-filter-bar.tsx';
import {
  countFilters,
  NO_FILTERS,
  ORDER_TABS,
  type OrderFilters,
  type OrderTab,
  readOrderFilters,
} from './order-filters.ts';
import { countHeld, type Order, orderKey } from './order-list.ts';
import { OrderSums } from './order-sums-line.tsx';
import { tableColumns } from './order-table-columns.tsx';
import './orders.css';
import { queryOf } from './read-orders.ts';
import { texts } from './texts.ts';
import { type Orders, useOrders } from './use-orders.ts';

const KEPT_COLUMNS = 'orders.columns';

/** Orders of all terminals: filters in the address, live, as many as there are. */
export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const query = useQuery();
  const filters = readOrderFilters(query.values);
  const orders = useOrders(filters);
  const chosen = useSignal<readonly OrderColumnId[]>(readColumns(readKept(KEPT_COLUMNS)));
  const dialog = useSignal<'columns' | 'export' | undefined>(undefined);
  const opened = readOpened(query.values.order);
  const close = (): void => {
    dialog.value = undefined;
  };
  return (
    <div class="orders-page">
      <div class="page-head">
        <h1>{t('title')}</h1>
        <span class="spacer" />
        <button type="button" class="button" onClick={() => (dialog.value = 'columns')}>
          <Icon name="settings" />
          {t('columns')}
        </button>
        <button type="button" class="button" onClick={() => (dialog.value = 'export')}>
          <Icon name="download" />
          {t('export')}
        </button>
      </div>
      <Tabs
        label={t('tabs')}
        tabs={ORDER_TABS.map((id) => ({ id, title: t(`tab.${id}`) }))}
        current={filters.tab}
        onChange={(tab) => query.set({ tab: tab === 'open' ? undefined : tab }, { isStep: true })}
      >
        <OrderFilterBar filters={filters} query={query} suggestions={suggestionsOf(orders.list.value.rows)} />
        <Body
          // A list of its own begins at its own top.
          key={JSON.stringify(filters)}
          filters={filters}
          orders={orders}
          columns={chosen.value}
          onClear={() => query.set(NO_FILTERS, { isStep: true })}
          onOpen={(order) => query.set({ order: orderKey(order) }, { isStep: true })}
        />
      </Tabs>
      {dialog.value === 'columns' ? (
        <ColumnsDialog
          chosen={chosen.value}
          onChange={(columns) => {
            chosen.value = columns;
            keep(KEPT_COLUMNS, JSON.stringify(columns));
          }}
          onClose={close}
        />
      ) : null}
      {dialog.value === 'export' ? (
        <ExportDialog
          title={t('exportTitle')}
          what={t('exportWhat')}
          addressOf={(cursor) =>
            addressOf('/api/orders/export', { ...queryOf(filters, timeZone.value), cursor })
          }
          fileName={`orders-${filters.tab}.csv`}
          onClose={close}
        />
      ) : null}
      {opened === undefined ? null : (
        <OrderDrawer
          key={opened}
          address={opened}
          listed={orders.list.value.rows.find((order) => orderKey(order) === opened)}
          onClose={() => query.set({ order: undefined })}
        />
      )}
    </div>
  );
}

/** `terminal/order` of the address. */
function readOpened(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,15}\/-?\d{1,19}$/.test(text) ? text : undefined;
}

function suggestionsOf(rows: readonly Order[]) {
  const some = (values: readonly (string | null)[]): readonly string[] =>
    [...new Set(values.filter((value) => value !== null))].sort().slice(0, 100);
  const newest = rows.slice(0, 500);
  return {
    symbols: some(newest.map(({ symbol }) => symbol)),
    strategies: some(newest.map(({ strategy }) => strategy)),
    currencies: some(newest.map(({ currency }) => currency)),
  };
}

function Body(props: {
  readonly filters: OrderFilters;
  readonly orders: Orders;
  readonly columns: readonly OrderColumnId[];
  readonly onClear: () => void;
  readonly onOpen: (order: Order) => void;
}) {
  const { t } = texts;
  const { orders, filters } = props;
  const table = useRef<HTMLDivElement>(null);
  const list = orders.list.value;
  const columns = useMemo(
    () => tableColumns(props.columns, filters.tab),
    [props.columns, filters.tab, language.value],
  );
  if (!orders.isRead.value)
    return orders.error.value === undefined ? (
      <Skeleton lines={8} />
    ) : (
      <Failed error={orders.error.value} onRetry={orders.retry} />
    );
  const newOnes = countHeld(list);
  const toTop = (): void => {
    orders.showNew();
    table.current?.querySelector('[role="grid"]')?.scrollTo({ top: 0 });
  };
  return (
    <>
      <OrderSums rows={list.rows} isWhole={list.isWhole} />
      <div ref={table} class="orders-table">
        {list.held.size === 0 ? null : (
          <button type="button" class="button primary new-orders" onClick={toTop}>
            <Icon name="up" />
            {newOnes === 0 ? t('leftOnes') : t('newOnes', { count: newOnes })}
          </button>
        )}
        <DataTable
          label={t(`table.${filters.tab}`)}
          columns={columns}
          rows={list.rows}
          keyOf={orderKey}
          nameOf={nameOf}
          onOpen={props.onOpen}
          onEnd={orders.readMore}
          onTop={orders.setAtTop}
          maxHeight="max(340px, calc(100dvh - 332px))"
          empty={
            <NoOrders tab={filters.tab} isFiltered={countFilters(filters) > 0} onClear={props.onClear} />
          }
        />
      </div>
      <p class="orders-foot muted" role="status">
        {orders.error.value !== undefined ? (
          <>
            {t('moreFailed')}{' '}
            <button type="button" class="button" onClick={orders.retry}>
              <Icon name="refresh" />
            </button>
          </>
        ) : orders.isReading.value && list.rows.length > 0 ? (
          t('readingMore')
        ) : null}
      </p>
    </>
  );
}

function nameOf({ symbol, terminalName, profit, currency }: Order): string {
  return texts.t('row', {
    symbol: symbol ?? '?',
    terminal: terminalName,
    profit: formatAmount(profit, currency, { sign: true }),
  });
}

function NoOrders(props: {
  readonly tab: OrderTab;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}) {
  const { t } = texts;
  if (!props.isFiltered)
    return (
      <Empty title={t(`empty.${props.tab}`)} icon="orders">
        <p class="muted">{t(`empty.${props.tab}What`)}</p>
      </Empty>
    );
  return (
    <Empty title={t('empty.filtered')}>
      <p class="muted">{t('empty.filteredWhat')}</p>
      <button type="button" class="button" onClick={props.onClear}>
        {filterTexts.t('clear')}
      </button>
    </Empty>
  );
}
