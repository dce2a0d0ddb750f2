/**
 * The columns of an order that a terminal sets, with the Commander's names (2.1) and the terminal's own spelling (2.2).
 * Plain data that imports nothing: the parser, the migrations' test and the fold all read it.
 *
 * New columns go to the end: their places are the letters of `orders.fold` (core/fleet/order-state-json.ts).
 *
 * `type` is the PostgreSQL type. Values are text ready for it; booleans are `t` or `f`.
 */
export type OrderColumnType = 'text' | 'numeric' | 'bigint' | 'integer' | 'boolean';

export interface OrderColumnDefinition {
  readonly column: string;
  /** Compared without regard to case. */
  readonly terminalNames: readonly string[];
  readonly type: OrderColumnType;
  /** Longer texts are cut, not refused. Characters. */
  readonly maxLength?: number;
  /**
   * `unix-seconds`: also accepts Delphi days; 0, which the terminal writes for "not yet", counts as not set.
   * `name`: only a value that is no number, see `base_currency_name`.
   */
  readonly reads?: 'unix-seconds' | 'name';
}

export const ORDER_COLUMNS = Object.freeze([
  { column: 'symbol', terminalNames: ['Coin', 'Symbol'], type: 'text', maxLength: 200 },
  { column: 'ex_order_id', terminalNames: ['exOrderID'], type: 'text', maxLength: 200 },
  /** 1 = closed. Open, Closed and Cancelled are made of it by the fold. */
  { column: 'status', terminalNames: ['Status'], type: 'integer' },

  { column: 'buy_date', terminalNames: ['BuyDate'], type: 'bigint', reads: 'unix-seconds' },
  { column: 'sell_set_date', terminalNames: ['SellSetDate'], type: 'bigint', reads: 'unix-seconds' },
  { column: 'close_date', terminalNames: ['CloseDate'], type: 'bigint', reads: 'unix-seconds' },

  { column: 'buy_price', terminalNames: ['BuyPrice'], type: 'numeric' },
  { column: 'sell_price', terminalNames: ['SellPrice'], type: 'numeric' },
  { column: 'quantity', terminalNames: ['Quantity'], type: 'numeric' },
  { column: 'bought_q', terminalNames: ['BoughtQ'], type: 'numeric' },
  { column: 'bought_so', terminalNames: ['BoughtSO'], type: 'numeric' },
  { column: 'spent_btc', terminalNames: ['SpentBTC'], type: 'numeric' },
  { column: 'gained_btc', terminalNames: ['GainedBTC'], type: 'numeric' },
  { column: 'profit_btc', terminalNames: ['ProfitBTC'], type: 'numeric' },
  /** 0 = USDT, 1 = BTC. */
  { column: 'base_currency', terminalNames: ['BaseCurrency'], type: 'integer' },
  /** Not the Commander's: some terminals write the currency's name ('TRY') where others write its number. */
  {
    column: 'base_currency_name',
    terminalNames: ['BaseCurrency'],
    type: 'text',
    maxLength: 20,
    reads: 'name',
  },

  { column: 'source', terminalNames: ['Source'], type: 'text', maxLength: 200 },
  { column: 'channel', terminalNames: ['Channel'], type: 'text', maxLength: 200 },
  { column: 'channel_name', terminalNames: ['ChannelName'], type: 'text', maxLength: 500 },
  { column: 'comment', terminalNames: ['Comment'], type: 'text', maxLength: 2_000 },
  { column: 'sell_reason', terminalNames: ['SellReason'], type: 'text', maxLength: 500 },
  { column: 'signal_type', terminalNames: ['SignalType'], type: 'text', maxLength: 200 },
  { column: 'strategy', terminalNames: ['Strategy'], type: 'text', maxLength: 200 },
  { column: 'strategy_id', terminalNames: ['StrategyID'], type: 'bigint' },
  { column: 'fname', terminalNames: ['FName'], type: 'text', maxLength: 500 },

  { column: 'deleted', terminalNames: ['deleted'], type: 'boolean' },
  { column: 'emulator', terminalNames: ['Emulator'], type: 'boolean' },
  { column: 'is_short', terminalNames: ['IsShort'], type: 'boolean' },
  { column: 'imp', terminalNames: ['Imp'], type: 'integer' },
  { column: 'task_id', terminalNames: ['TaskID'], type: 'bigint' },
  { column: 'safety_orders_used', terminalNames: ['SafetyOrdersUsed'], type: 'integer' },
  { column: 'lev', terminalNames: ['Lev'], type: 'numeric' },
  { column: 'latency', terminalNames: ['Latency'], type: 'numeric' },
  { column: 'ping', terminalNames: ['Ping'], type: 'numeric' },

  { column: 'btc_1h_delta', terminalNames: ['BTC1hDelta'], type: 'numeric' },
  { column: 'btc_24h_delta', terminalNames: ['BTC24hDelta'], type: 'numeric' },
  { column: 'btc_5m_delta', terminalNames: ['BTC5mDelta'], type: 'numeric' },
  { column: 'dbtc_1m', terminalNames: ['dBTC1m'], type: 'numeric' },
  { column: 'btc_in_delta', terminalNames: ['BTCInDelta'], type: 'numeric' },
  { column: 'exchange_1h_delta', terminalNames: ['Exchange1hDelta'], type: 'numeric' },
  { column: 'exchange_24h_delta', terminalNames: ['Exchange24hDelta'], type: 'numeric' },
  { column: 'pump_1h', terminalNames: ['Pump1H'], type: 'numeric' },
  { column: 'dump_1h', terminalNames: ['Dump1H'], type: 'numeric' },
  { column: 'd24h', terminalNames: ['d24h'], type: 'numeric' },
  { column: 'd3h', terminalNames: ['d3h'], type: 'numeric' },
  { column: 'd1h', terminalNames: ['d1h'], type: 'numeric' },
  { column: 'd15m', terminalNames: ['d15m'], type: 'numeric' },
  { column: 'd5m', terminalNames: ['d5m'], type: 'numeric' },
  { column: 'd1m', terminalNames: ['d1m'], type: 'numeric' },
  { column: 'price_bug', terminalNames: ['PriceBug'], type: 'numeric' },
  { column: 'price_blow', terminalNames: ['PriceBlow'], type: 'numeric' },
  { column: 'vd1m', terminalNames: ['Vd1m'], type: 'numeric' },
  { column: 'bvsv_ratio', terminalNames: ['bvsvRatio'], type: 'numeric' },
  { column: 'hvol', terminalNames: ['hVol'], type: 'numeric' },
  { column: 'hvolf', terminalNames: ['hVolF'], type: 'numeric' },
  { column: 'dvol', terminalNames: ['dVol'], type: 'numeric' },
  /** Text also in the Commander: terminals write it with a unit. */
  { column: 'daily_vol', terminalNames: ['DailyVol'], type: 'text', maxLength: 200 },
] as const satisfies readonly OrderColumnDefinition[]);

export type OrderColumnName = (typeof ORDER_COLUMNS)[number]['column'];

/** Only the columns that the statement sets to something readable: what is absent never overwrites. */
export type OrderColumns = Partial<Record<OrderColumnName, string>>;
