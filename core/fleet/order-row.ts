import { Big } from 'big.js';
import { ORDER_COLUMNS, type OrderColumnName } from '../mooncmd/order-columns.ts';
import { isCloseDate, type OrderState } from './fold-order.ts';
import { strategyOfOrder } from './strategy-name.ts';

/** Columns of `orders` that are made from others, not sent by a terminal. */
const DERIVED_COLUMNS = [
  { column: 'status', type: 'text' },
  { column: 'deleted', type: 'boolean' },
  { column: 'is_emulator', type: 'boolean' },
  { column: 'currency', type: 'text' },
  { column: 'profit_percent', type: 'numeric' },
  { column: 'opened_at', type: 'timestamptz' },
  { column: 'closed_at', type: 'timestamptz' },
  { column: 'created_at', type: 'timestamptz' },
  { column: 'updated_at', type: 'timestamptz' },
  { column: 'created_from_update', type: 'boolean' },
  { column: 'bot_name', type: 'text' },
] as const;

type DerivedColumnName = (typeof DERIVED_COLUMNS)[number]['column'];
export type OrderRowColumn = OrderColumnName | DerivedColumnName;

/** Columns that a terminal sets and that are computed when it does not. */
const COMPLETED_COLUMNS: ReadonlySet<OrderColumnName> = new Set([
  'symbol',
  'strategy',
  'buy_price',
  'gained_btc',
]);

export interface OrderRowColumnDefinition {
  readonly column: OrderRowColumn;
  /** In PostgreSQL. */
  readonly type: string;
  /** Computed from other columns, so that it can also become null again. */
  readonly isDerived: boolean;
}

/** Every column of `orders` apart from its key and what the fold keeps for itself. */
export const ORDER_ROW_COLUMNS: readonly OrderRowColumnDefinition[] = [
  ...ORDER_COLUMNS.filter((one) => !DERIVED_COLUMNS.some((derived) => derived.column === one.column)).map(
    ({ column, type }) => ({
      column,
      type,
      isDerived: COMPLETED_COLUMNS.has(column),
    }),
  ),
  ...DERIVED_COLUMNS.map(({ column, type }) => ({ column, type, isDerived: true })),
];

/** PostgreSQL text by column; absent is null. */
export type OrderRow = Partial<Record<OrderRowColumn, string | null>>;

/** Digits after the point of what is computed here. Terminals send 8 at most. */
const DECIMALS = 12;

const Decimal = Big();
Decimal.DP = DECIMALS;
// Plain digits, never an exponent: people read these columns.
Decimal.NE = -30;
Decimal.PE = 60;

/** The row that a state stands for. */
export function orderRow(state: OrderState): OrderRow {
  const row: OrderRow = {};
  let name: OrderColumnName;
  for (name in state.columns) row[name] = state.columns[name]?.[0] ?? null;

  const market = marketOfFileName(row.fname ?? undefined);
  row.symbol ??= market?.symbol ?? null;
  row.currency =
    row.base_currency_name?.toUpperCase() ??
    market?.currency ??
    currencyOfCode(row.base_currency ?? undefined);
  row.strategy = strategyOfOrder({
    strategy: row.strategy ?? undefined,
    sellReason: row.sell_reason ?? undefined,
    channelName: row.channel_name ?? undefined,
    comment: row.comment ?? undefined,
  });
  deriveMoney(row);

  row.status = state.outcome;
  row.deleted = flag(state.isDeleted || isSet(row.deleted));
  row.is_emulator = flag(isSet(row.emulator));
  row.opened_at = secondsAsTime(row.buy_date) ?? timeOf(state.firstEventAtMs);
  row.closed_at = state.outcome === 'Open' ? null : closedAt(state, row.close_date);
  row.created_at = timeOf(state.firstEventAtMs);
  row.updated_at = timeOf(state.lastEventAtMs);
  row.created_from_update = flag(!state.isInserted);
  row.bot_name = state.botName;
  return row;
}

/** What the terminal left out is computed from what it sent, exactly; what it sent is never replaced. */
function deriveMoney(row: OrderRow): void {
  const spent = decimal(row.spent_btc);
  const profit = decimal(row.profit_btc);
  const quantity = decimal(row.quantity);
  if (spent === null) return;
  if (profit !== null) {
    row.gained_btc ??= spent.plus(profit).toString();
    if (!spent.eq(0)) row.profit_percent = profit.div(spent).times(100).round(8).toString();
  }
  if (quantity !== null && !quantity.eq(0)) row.buy_price ??= spent.div(quantity).toString();
}

function decimal(text: string | null | undefined): Big | null {
  return text === null || text === undefined ? null : new Decimal(text);
}

function closedAt(state: OrderState, closeDate: string | null | undefined): string | null {
  const seconds = closeDate === null || closeDate === undefined ? 0 : Number(closeDate);
  if (isCloseDate(seconds, state.lastEventAtMs)) return timeOf(seconds * 1000);
  return state.endedAtMs === null ? null : timeOf(state.endedAtMs);
}

/** `BinanceF_USDT-XRP_04-12-2025 10-00-00_1.bin` is a trade of XRP in USDT. A symbol of digits only is a number, not a coin. */
function marketOfFileName(
  fileName: string | undefined,
): { currency: string; symbol: string | null } | undefined {
  const match = fileName === undefined ? null : /_([A-Za-z0-9]{2,12})-([A-Za-z0-9]{1,24})_/.exec(fileName);
  if (match?.[1] === undefined || match[2] === undefined || /^\d+$/.test(match[1])) return undefined;
  return { currency: match[1].toUpperCase(), symbol: /^\d+$/.test(match[2]) ? null : match[2].toUpperCase() };
}

/** BaseCurrency: 0 is USDT, 1 is BTC; others are not known and stay unknown rather than guessed. */
function currencyOfCode(code: string | undefined): string | null {
  return code === '0' ? 'USDT' : code === '1' ? 'BTC' : null;
}

/** Terminals write flags as 0/1, and booleans arrive as t/f. */
function isSet(value: string | null | undefined): boolean {
  return value !== null && value !== undefined && value !== 'f' && value !== '0';
}

function flag(value: boolean): string {
  return value ? 't' : 'f';
}

function secondsAsTime(seconds: string | null | undefined): string | null {
  const value = seconds === null || seconds === undefined ? 0 : Number(seconds);
  // Of 2010 to 2099: zero and rubbish are "not known".
  return value > 1_262_304_000 && value < 4_102_444_800 ? timeOf(value * 1000) : null;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
