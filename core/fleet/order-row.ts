import { Big } from 'big.js';
import { ORDER_COLUMNS, type OrderColumnName, type OrderColumns } from '../mooncmd/order-columns.ts';
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
  /** Computed, so it is in every row, and can become null again. The others are in a row only when they changed. */
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

/** What is to be written: PostgreSQL text by column, of times the seconds of the epoch (a date's text takes PostgreSQL ten times as long). A column that is not derived and absent stays as it is. */
export type OrderRow = Partial<Record<OrderRowColumn, string | null>>;

/** Digits after the point of what is computed here. Terminals send 8 at most. */
const DECIMALS = 12;

const Decimal = Big();
Decimal.DP = DECIMALS;
// Plain digits, never an exponent: people read these columns.
Decimal.NE = -30;
Decimal.PE = 60;

/** The derived columns of a state, and the changes since it was read. */
export function orderRow({ inputs, changes, ...state }: OrderState): OrderRow {
  const row: OrderRow = { ...changes };
  const market = marketOfFileName(inputs.fname);
  row.symbol = inputs.symbol ?? market?.symbol ?? null;
  row.currency =
    inputs.base_currency_name?.toUpperCase() ?? market?.currency ?? currencyOfCode(inputs.base_currency);
  row.strategy = strategyOfOrder({
    strategy: inputs.strategy,
    sellReason: inputs.sell_reason,
    channelName: inputs.channel_name,
    comment: inputs.comment,
  });
  Object.assign(row, moneyOf(inputs));
  row.status = state.outcome;
  row.deleted = flag(state.isDeleted || isSet(inputs.deleted));
  row.is_emulator = flag(isSet(inputs.emulator));
  row.opened_at = tradeSeconds(inputs.buy_date) ?? secondsOf(state.firstEventAtMs);
  row.closed_at = closedAt(state, inputs.close_date);
  row.created_at = secondsOf(state.firstEventAtMs);
  row.updated_at = secondsOf(state.lastEventAtMs);
  row.created_from_update = flag(!state.isInserted);
  row.bot_name = state.botName;
  return row;
}

/** What the terminal left out is computed from what it sent, exactly; what it sent is never replaced. */
function moneyOf(inputs: OrderColumns): Pick<OrderRow, 'buy_price' | 'gained_btc' | 'profit_percent'> {
  const spent = decimal(inputs.spent_btc);
  const profit = decimal(inputs.profit_btc);
  const quantity = inputs.buy_price === undefined ? decimal(inputs.quantity) : null;
  const isSpent = spent !== null && !spent.eq(0);
  return {
    buy_price:
      inputs.buy_price ??
      (spent !== null && quantity !== null && !quantity.eq(0) ? spent.div(quantity).toString() : null),
    gained_btc:
      inputs.gained_btc ?? (spent !== null && profit !== null ? spent.plus(profit).toString() : null),
    profit_percent: isSpent && profit !== null ? profit.div(spent).times(100).round(8).toString() : null,
  };
}

function decimal(text: string | undefined): Big | null {
  return text === undefined ? null : new Decimal(text);
}

function closedAt(
  state: Pick<OrderState, 'outcome' | 'endedAtMs' | 'lastEventAtMs'>,
  closeDate: string | undefined,
): string | null {
  if (state.outcome === 'Open') return null;
  const seconds = closeDate === undefined ? 0 : Number(closeDate);
  if (isCloseDate(seconds, state.lastEventAtMs)) return secondsOf(seconds * 1000);
  return state.endedAtMs === null ? null : secondsOf(state.endedAtMs);
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
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== 'f' && value !== '0';
}

function flag(value: boolean): string {
  return value ? 't' : 'f';
}

function tradeSeconds(seconds: string | undefined): string | null {
  const value = seconds === undefined ? 0 : Number(seconds);
  // Of 2010 to 2099: zero and rubbish are "not known".
  return value > 1_262_304_000 && value < 4_102_444_800 ? String(value) : null;
}

function secondsOf(ms: number): string {
  return String(ms / 1000);
}
