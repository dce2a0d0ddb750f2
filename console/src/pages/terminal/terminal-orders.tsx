import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, Failed, Skeleton } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { useQuery } from '../../shell/use-query.ts';
import { language } from '../../texts/language.ts';
import type { OrderColumnId } from '../orders/order-columns.ts';
import { OrderDrawer } from '../orders/order-drawer.tsx';
import { ORDER_TABS, type OrderTab, readOrderFilters } from '../orders/order-filters.ts';
import { type Order, orderKey } from '../orders/order-list.ts';
import { tableColumns } from '../orders/order-table-columns.tsx';
import { useOrders } from '../orders/use-orders.ts';
import { texts } from './texts.ts';

const COLUMNS: Readonly<Record<OrderTab, readonly OrderColumnId[]>> = {
  open: ['openedAt', 'symbol', 'side', 'buyPrice', 'spent', 'profit', 'percent', 'strategy'],
  closed: [
    'closedAt',
    'symbol',
    'side',
    'buyPrice',
    'sellPrice',
    'profit',
    'percent',
    'strategy',
    'sellReason',
  ],
  cancelled: ['closedAt', 'symbol', 'side', 'buyPrice', 'strategy', 'sellReason'],
};

interface Props {
  readonly terminalId: number;
  readonly status?: OrderTab;
  readonly hasTabs?: boolean;
  readonly maxHeight?: string;
}

/** Orders of one terminal, live; a press shows everything of one, with its chart. */
export function TerminalOrders(props: Props) {
  const { t } = texts;
  const tab = useSignal<OrderTab>(props.status ?? 'open');
  const list = <OrderTable key={tab.value} {...props} status={tab.value} />;
  if (props.hasTabs !== true) return list;
  return (
    <Tabs
      label={t('tab.orders')}
      tabs={ORDER_TABS.map((id) => ({ id, title: t(`orders.${id}`) }))}
      current={tab.value}
      onChange={(id) => {
        tab.value = id;
      }}
    >
      {list}
    </Tabs>
  );
}

function OrderTable({ terminalId, status, maxHeight }: Props & { readonly status: OrderTab }) {
  const { t } = texts;
  const query = useQuery();
  const filters = useMemo(
    () => readOrderFilters({ tab: status, terminal: String(terminalId) }),
    [status, terminalId],
  );
  const { list, isRead, error, readMore, setAtTop, retry } = useOrders(filters);
  const columns = useMemo(() => tableColumns(COLUMNS[status], status), [status, language.value]);
  const opened = query.values.order;
  const addressOf = (order: Order): string => `${terminalId}/${order.orderId}`;
  if (!isRead.value)
    return error.value === undefined ? <Skeleton /> : <Failed error={error.value} onRetry={retry} />;
  const { rows } = list.value;
  const shown = rows.find((order) => addressOf(order) === opened);
  // Two tables stand on one page: the drawer is opened by the one that has the order.
  const isOurs =
    shown !== undefined ||
    (opened?.startsWith(`${terminalId}/`) === true && status === 'open' && maxHeight === undefined);
  return (
    <>
      <DataTable
        label={t(`orders.${status}`)}
        columns={columns}
        rows={rows}
        keyOf={orderKey}
        nameOf={({ symbol, orderId }) => `${symbol ?? ''} ${orderId}`}
        onOpen={(order) => query.set({ order: addressOf(order) })}
        onEnd={readMore}
        onTop={setAtTop}
        {...(maxHeight === undefined ? {} : { maxHeight })}
        empty={<Empty title={t(`ordersNone.${status}`)} icon="orders" />}
      />
      {opened !== undefined && isOurs ? (
        <OrderDrawer address={opened} listed={shown} onClose={() => query.set({ order: '' })} />
      ) : null}
    </>
  );
}
