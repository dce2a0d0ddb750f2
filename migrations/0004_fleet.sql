-- What terminals tell, apart from orders.

-- The newest balance. Half-empty pages leave room for HOT updates: each terminal rewrites its row every 5 s.
create table balances (
  terminal_id bigint primary key,
  bot_name text,
  available numeric,
  total numeric,
  is_running boolean,
  -- Version of the terminal's program without the dot: 756 is 7.56.
  version integer,
  received_at timestamptz not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5);

-- Packs as sent. There is no end mark: packs much older than pack 1 belong to an older, longer listing and are dropped.
create table strategies (
  terminal_id bigint not null,
  pack_number integer not null,
  bot_name text,
  data text not null,
  received_at timestamptz not null,
  primary key (terminal_id, pack_number)
);

create table api_errors (
  id bigint generated always as identity primary key,
  terminal_id bigint not null,
  bot_name text,
  error_text text not null,
  error_time timestamptz,
  symbol text,
  error_code integer,
  received_at timestamptz not null
);
-- The feed of one terminal, newest first.
create index api_errors_terminal on api_errors (terminal_id, received_at);

-- Tick charts of orders. A chart that comes again with the same bytes is the same chart.
create table charts (
  id bigint generated always as identity primary key,
  terminal_id bigint not null,
  order_id bigint not null,
  market_name text,
  market_currency text,
  pump_channel text,
  starts_at timestamptz,
  ends_at timestamptz,
  session_profit numeric,
  bytes bytea not null,
  bytes_sha256 bytea not null,
  received_at timestamptz not null,
  unique (terminal_id, order_id, bytes_sha256)
);
-- Doubles do not compress: trying would cost time for nothing.
alter table charts alter column bytes set storage external;

-- Records that could not be stored, with the reason: nothing that was accepted disappears.
create table dead_letters (
  id bigint generated always as identity primary key,
  terminal_id bigint not null,
  received_at timestamptz not null,
  kind text not null,
  reason text not null,
  detail text not null,
  payload bytea not null,
  batch_id text not null,
  stored_at timestamptz not null default now()
);
create index dead_letters_time on dead_letters (stored_at);
