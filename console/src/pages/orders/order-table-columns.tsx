import { formatAmount, formatExact, formatNumber, NOTHING, toneOf } from '../../format/amounts.ts';
import { formatDuration, formatShortTime, formatTime } from '../../format/times.ts';
import { Badge } from '../../parts/badge.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { type OrderColumnId, USUAL_COLUMNS } from './order-columns.ts';
import type { OrderTab } from './order-filters.ts';
import type { Order } from './order-list.ts';
import { texts } from './texts.ts';

type Look = Omit<Column<Order>, 'id' | 'title'>;

const LOOKS: Readonly<Record<OrderColumnId, Look>> = {
  openedAt: { minPx: 158, grow: 0, priority: 4, cell: ({ openedAt }) => timeOf(openedAt) },
  closedAt: { minPx: 158, grow: 0, priority: 3, cell: ({ closedAt }) => timeOf(closedAt) },
  terminal: {
    minPx: 110,
    grow: 1.2,
    priority: 2,
    cell: ({ terminalId, terminalName }) => <a href={`/terminals/${terminalId}`}>{terminalName}</a>,
  },
  symbol: { minPx: 116, grow: 2, cell: (order) => <SymbolCell order={order} /> },
  side: { minPx: 70, grow: 0, priority: 5, cell: ({ isShort }) => texts.t(isShort ? 'short' : 'long') },
  status: { minPx: 96, grow: 0, priority: 8, cell: ({ status }) => texts.t(`status.${status}`) },
  quantity: { minPx: 96, align: 'end', priority: 9, cell: ({ quantity }) => priceOf(quantity) },
  leverage: { minPx: 66, align: 'end', priority: 12, cell: ({ leverage }) => timesOf(leverage) },
  buyPrice: { minPx: 128, align: 'end', priority: 6, cell: ({ buyPrice }) => priceOf(buyPrice) },
  sellPrice: { minPx: 128, align: 'end', priority: 6, cell: ({ sellPrice }) => priceOf(sellPrice) },
  spent: {
    minPx: 130,
    align: 'end',
    priority: 7,
    cell: ({ spent, currency }) => formatAmount(spent, currency),
  },
  profit: { minPx: 122, align: 'end', cell: (order) => <Profit order={order} /> },
  percent: { minPx: 84, align: 'end', priority: 1, cell: (order) => <Percent order={order} /> },
  currency: { minPx: 80, grow: 0, priority: 13, cell: ({ currency }) => currency ?? NOTHING },
  strategy: { minPx: 100, priority: 5, cell: ({ strategy }) => strategy ?? NOTHING },
  sellReason: {
    minPx: 150,
    grow: 2,
    priority: 10,
    cell: ({ sellReason }) => <span title={sellReason ?? undefined}>{sellReason ?? NOTHING}</span>,
  },
  duration: { minPx: 110, align: 'end', priority: 9, cell: durationOf },
  orderId: { minPx: 90, align: 'end', priority: 14, cell: ({ orderId }) => orderId },
};

/** What an open order cannot have yet. */
const ENDED_ONLY: ReadonlySet<OrderColumnId> = new Set(['closedAt', 'sellReason']);

/** The chosen columns as the table takes them. */
export function tableColumns(chosen: readonly OrderColumnId[], tab: OrderTab): readonly Column<Order>[] {
  const shown = tab === 'open' ? chosen.filter((id) => !ENDED_ONLY.has(id)) : chosen;
  // What a person has added gives way later than what everybody sees.
  return (shown.length === 0 ? chosen : shown).map((id) => ({
    id,
    title: texts.t(`column.${id}`),
    ...LOOKS[id],
    ...(USUAL_COLUMNS.includes(id) ? {} : { priority: 1 }),
  }));
}

/** A year old or more, an order is told with its year. */
const YEAR_MS = 365 * 86_400_000;

function timeOf(moment: string | null) {
  if (moment === null) return NOTHING;
  const isOld = Date.now() - Date.parse(moment) > YEAR_MS;
  return <span title={formatTime(moment)}>{isOld ? formatTime(moment) : formatShortTime(moment)}</span>;
}

/** As many digits as tell two prices apart; all of them on hovering, and in the details. */
function priceOf(price: string | null) {
  const digits = Math.abs(Number(price)) < 0.001 ? 5 : 6;
  return (
    <span title={formatExact(price)}>
      {formatNumber(price === null ? null : Number(price), { maximumSignificantDigits: digits })}
    </span>
  );
}

function SymbolCell({ order: { symbol, isEmulator } }: { readonly order: Order }) {
  return (
    <>
      <strong>{symbol ?? NOTHING}</strong>{' '}
      {isEmulator ? <Badge tone="warn">{texts.t('emulatorShort')}</Badge> : null}
    </>
  );
}

function Profit({ order: { profit, currency } }: { readonly order: Order }) {
  return <span class={toneOf(profit)}>{formatAmount(profit, currency, { sign: true })}</span>;
}

function Percent({ order: { profitPercent } }: { readonly order: Order }) {
  return <span class={toneOf(profitPercent)}>{formatPercent(profitPercent)}</span>;
}

/** @param percent as text: 1.5 is 1.5 % */
export function formatPercent(percent: string | null): string {
  return percent === null
    ? NOTHING
    : formatNumber(Number(percent) / 100, {
        style: 'percent',
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
        signDisplay: 'exceptZero',
      });
}

function timesOf(leverage: string | null): string {
  return leverage === null ? NOTHING : `×${formatExact(leverage)}`;
}

/** Until it ended, or until now. */
export function durationOf({ openedAt, closedAt }: Order): string {
  const end = closedAt === null ? Date.now() : Date.parse(closedAt);
  return formatDuration(end - Date.parse(openedAt));
}
