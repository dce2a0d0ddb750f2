-- Orders as terminals have them, folded from events (core/fleet/fold-order.ts). Columns have the Commander's names; those that a
-- terminal sets are in core/mooncmd/order-columns.ts, and a test holds the two together.
create table orders (
  terminal_id bigint not null,
  -- The id in the terminal's own database.
  order_id bigint not null,
  -- Counts writes: a writer that read an older version folds again.
  version integer not null,
  -- Which event won each column: core/fleet/order-state-json.ts.
  fold text not null,

  -- Made from the columns below.
  status text not null check (status in ('Open', 'Cancelled', 'Closed')),
  deleted boolean not null,
  is_emulator boolean not null,
  -- Of spent_btc, gained_btc and profit_btc, whatever their names say. Null when the terminal did not tell.
  currency text,
  profit_percent numeric,
  opened_at timestamptz not null,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Partial: an UPDATE came, its INSERT has not.
  created_from_update boolean not null,
  bot_name text,

  -- Set by the terminal.
  symbol text,
  ex_order_id text,
  buy_date bigint,
  sell_set_date bigint,
  close_date bigint,
  buy_price numeric,
  sell_price numeric,
  quantity numeric,
  bought_q numeric,
  bought_so numeric,
  spent_btc numeric,
  gained_btc numeric,
  profit_btc numeric,
  base_currency integer,
  base_currency_name text,
  source text,
  channel text,
  channel_name text,
  comment text,
  sell_reason text,
  signal_type text,
  strategy text,
  strategy_id bigint,
  fname text,
  emulator boolean,
  is_short boolean,
  imp integer,
  task_id bigint,
  safety_orders_used integer,
  lev numeric,
  latency numeric,
  ping numeric,
  btc_1h_delta numeric,
  btc_24h_delta numeric,
  btc_5m_delta numeric,
  dbtc_1m numeric,
  btc_in_delta numeric,
  exchange_1h_delta numeric,
  exchange_24h_delta numeric,
  pump_1h numeric,
  dump_1h numeric,
  d24h numeric,
  d3h numeric,
  d1h numeric,
  d15m numeric,
  d5m numeric,
  d1m numeric,
  price_bug numeric,
  price_blow numeric,
  vd1m numeric,
  bvsv_ratio numeric,
  hvol numeric,
  hvolf numeric,
  dvol numeric,
  daily_vol text,

  primary key (terminal_id, order_id)
) partition by hash (terminal_id);

-- Eight parts: vacuum and index maintenance of tens of millions of orders go part by part.
create table orders_0 partition of orders for values with (modulus 8, remainder 0) with (fillfactor = 80);
create table orders_1 partition of orders for values with (modulus 8, remainder 1) with (fillfactor = 80);
create table orders_2 partition of orders for values with (modulus 8, remainder 2) with (fillfactor = 80);
create table orders_3 partition of orders for values with (modulus 8, remainder 3) with (fillfactor = 80);
create table orders_4 partition of orders for values with (modulus 8, remainder 4) with (fillfactor = 80);
create table orders_5 partition of orders for values with (modulus 8, remainder 5) with (fillfactor = 80);
create table orders_6 partition of orders for values with (modulus 8, remainder 6) with (fillfactor = 80);
create table orders_7 partition of orders for values with (modulus 8, remainder 7) with (fillfactor = 80);

-- What is open now, by terminal: the list that people look at most, and a small part of all orders.
create index orders_open on orders (terminal_id, opened_at) where status = 'Open' and not deleted;
-- What was closed in a period: every statistic.
create index orders_closed on orders (terminal_id, closed_at) where closed_at is not null;
