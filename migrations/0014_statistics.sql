-- Statistics that are asked often and refreshed little by little: docs/adr/0020-statistics.md.

-- What is to be counted anew: written by store-batch in the transaction that closes an order or changes a closed one, taken by
-- refresh-statistics. An order may stand here any number of times: what is counted is how it is, not what happened to it.
create table closed_order_marks (
  id bigint generated always as identity primary key,
  terminal_id bigint not null,
  order_id bigint not null
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000);

-- A book holds what may be summed: the orders of one fleet in one currency, real or of the emulator.
create table statistic_books (
  id integer generated always as identity primary key,
  -- Not a reference: statistics of a fleet that is gone are in nobody's way.
  fleet_id bigint not null,
  -- Null: the terminal did not tell.
  currency text,
  is_emulator boolean not null,
  unique nulls not distinct (fleet_id, is_emulator, currency)
);

-- Strategies and symbols by number, 0 is "none": five million orders name a few hundred of them.
create table statistic_names (
  id integer generated always as identity (start with 1) primary key,
  name text not null unique
);

-- What statistics need of an order that is closed and not deleted, and no other. Its indexes hold whole rows, so that no sum reads the table.
create table closed_orders (
  terminal_id bigint not null,
  order_id bigint not null,
  closed_at timestamptz not null,
  book_id integer not null,
  strategy_id integer not null,
  symbol_id integer not null,
  -- Seconds from opening to closing.
  duration_s integer not null,
  -- 0 where the terminal did not tell.
  profit numeric not null,
  spent numeric not null,
  primary key (terminal_id, order_id)
);
create index closed_orders_terminal on closed_orders (terminal_id, closed_at)
  include (order_id, book_id, strategy_id, symbol_id, duration_s, profit, spent);
create index closed_orders_book on closed_orders (book_id, closed_at)
  include (terminal_id, order_id, strategy_id, symbol_id, duration_s, profit, spent);
create index closed_orders_strategy on closed_orders (book_id, strategy_id, closed_at)
  include (terminal_id, order_id, symbol_id, duration_s, profit, spent);
create index closed_orders_symbol on closed_orders (book_id, symbol_id, closed_at)
  include (terminal_id, order_id, strategy_id, duration_s, profit, spent);

-- Sums of a part of a book (all of it, a strategy, a symbol, a terminal) over a span of UTC. Rows are changed by the difference that an
-- order makes; one that has come down to no orders stays. No sum is in an index, so that a change rewrites no index. A part a table: what is
-- read together lies together.
create table statistic_cells (
  book_id integer not null,
  -- 0 for the fleet; else the id of the strategy, the symbol or the terminal.
  key bigint not null,
  starts_at timestamptz not null,
  dimension text not null,
  step text not null,
  orders integer not null,
  wins integer not null,
  losses integer not null,
  profit numeric not null,
  -- Sum of the profits above zero; that of the losses is what `profit` lacks to it.
  gains numeric not null,
  spent numeric not null,
  duration_s bigint not null,
  primary key (book_id, key, starts_at, dimension, step)
) partition by list (dimension);
-- All keys of a span.
create index statistic_cells_time on statistic_cells (book_id, starts_at);

create table statistic_cells_fleet partition of statistic_cells for values in ('fleet') partition by list (step);
create table statistic_cells_strategy partition of statistic_cells for values in ('strategy') partition by list (step);
-- An hour of a symbol or a terminal would hardly hold two orders: `closed_orders` serves there.
create table statistic_cells_symbol partition of statistic_cells for values in ('symbol') partition by list (step);
create table statistic_cells_terminal partition of statistic_cells for values in ('terminal') partition by list (step);

-- As core/fleet/statistics/series.ts has them.
do $$
declare
  made record;
begin
  for made in
    select dimension, step from (values
      ('fleet', array['quarter', 'hour', 'day', 'month']),
      ('strategy', array['quarter', 'hour', 'day', 'month']),
      ('symbol', array['day', 'month', 'year']),
      ('terminal', array['day', 'month', 'year'])) as s (dimension, steps), unnest(steps) as step
  loop
    execute format('create table statistic_cells_%1$s_%2$s partition of statistic_cells_%1$s for values in (%2$L) with (fillfactor = 80)',
      made.dimension, made.step);
  end loop;
end $$;

-- What depends on the order of orders, of a fleet's book and its strategies: a quarter of an hour is computed from its orders, a day from
-- its quarters (core/fleet/statistics/sequence.ts).
create table statistic_sequences (
  book_id integer not null,
  dimension text not null check (dimension in ('fleet', 'strategy')),
  key bigint not null,
  starts_at timestamptz not null,
  step text not null,
  orders integer not null,
  profit numeric not null,
  -- Of the running profit, which begins at 0.
  low numeric not null,
  high numeric not null,
  drawdown numeric not null,
  -- The running profit from which the drawdown fell.
  drawdown_peak numeric not null,
  -- Orders of one kind in a row at the beginning and at the end: wins above zero, losses below.
  first_run integer not null,
  last_run integer not null,
  longest_wins integer not null,
  longest_losses integer not null,
  best numeric not null,
  worst numeric not null,
  primary key (book_id, dimension, key, starts_at, step)
) partition by list (step);
create table statistic_sequences_quarter partition of statistic_sequences for values in ('quarter');
create table statistic_sequences_day partition of statistic_sequences for values in ('day');
create index statistic_sequences_time on statistic_sequences (book_id, starts_at);

create table statistic_state (
  only_row boolean primary key default true check (only_row),
  -- Everything that was stored until then is counted; null: not yet.
  refreshed_at timestamptz,
  -- When it was last looked whether an order went without a mark.
  swept_at timestamptz
);
insert into statistic_state default values;

-- Marks closed orders that are not counted yet: what was closed before there were marks, or by an older release. In the order of time,
-- so that a part of them touches few cells.
create function mark_closed_orders(since timestamptz) returns bigint language sql as $$
  with marked as (
    insert into closed_order_marks (terminal_id, order_id)
    select o.terminal_id, o.order_id
    from terminals t
    join orders o on o.terminal_id = t.id
    where o.closed_at >= since and o.status = 'Closed' and not o.deleted
      and not exists (select from closed_orders c where c.terminal_id = o.terminal_id and c.order_id = o.order_id)
      and not exists (select from closed_order_marks m where m.terminal_id = o.terminal_id and m.order_id = o.order_id)
    order by o.closed_at
    returning 1
  )
  select count(*) from marked
$$;

select mark_closed_orders('-infinity');
