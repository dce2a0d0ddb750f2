import * as z from 'zod';
import { plainArrayLiteral } from '../../database/array-literal.ts';
import type { Session } from '../../database/pool.ts';
import { CELL_STEPS, DIMENSIONS, KEY_SQL, STEP_SQL } from './series.ts';

export interface MarkedOrder {
  readonly terminalId: string;
  readonly orderId: string;
}

/** A quarter of an hour of a strategy's orders that is not as it was. */
export interface TouchedQuarter {
  readonly bookId: number;
  readonly strategyId: number;
  readonly startsAt: Date;
}

/** The marked orders as they are now: closed and not deleted. Names are short enough for an index (core/mooncmd/order-columns.ts). */
const MARKED = `touched as materialized (
    select * from unnest($1::bigint[], $2::bigint[]) as k (terminal_id, order_id)
  ), found as materialized (
    -- One look into the primary key an order, whatever the planner thinks of their number.
    select o.*, t.fleet_id
    from touched k
    cross join lateral (
      select terminal_id, order_id, closed_at, opened_at, currency, is_emulator, strategy, symbol, profit_btc, spent_btc
      from orders
      where terminal_id = k.terminal_id and order_id = k.order_id
        and status = 'Closed' and not deleted and closed_at is not null
      limit 1
    ) o
    join terminals t on t.id = o.terminal_id
  )`;

const ADD_BOOKS_AND_NAMES = `
  with ${MARKED}, books as (
    insert into statistic_books (fleet_id, currency, is_emulator)
    select distinct fleet_id, currency, is_emulator from found f
    where not exists (
      select from statistic_books b
      where b.fleet_id = f.fleet_id and b.is_emulator = f.is_emulator and b.currency is not distinct from f.currency)
    on conflict do nothing
  )
  insert into statistic_names (name)
  select name from (select strategy from found union select symbol from found) as names (name)
  where name is not null and not exists (select from statistic_names n where n.name = names.name)
  on conflict do nothing`;

const COLUMNS = [
  'terminal_id',
  'order_id',
  'closed_at',
  'book_id',
  'strategy_id',
  'symbol_id',
  'duration_s',
  'profit',
  'spent',
];
const SUMS = ['orders', 'wins', 'losses', 'profit', 'gains', 'spent', 'duration_s'];

/** The cells in which an order stands, as rows of a lateral join. */
const SERIES = DIMENSIONS.flatMap((dimension) =>
  CELL_STEPS[dimension].map(
    (step) => `('${dimension}', ${KEY_SQL[dimension]}, '${step}', ${STEP_SQL[step]('closed_at')})`,
  ),
).join(', ');

/**
 * SQL that adds orders to the cells: what `changes` has with `sign` 1, less what it has with -1.
 * @param changes SQL of rows like those of `closed_orders`, with their `sign`
 */
export function addToCellsSql(changes: string): string {
  return `
    insert into statistic_cells as cells (dimension, key, step, starts_at, book_id, ${SUMS.join(', ')})
    select s.dimension, s.key, s.step, s.starts_at, book_id,
      sum(sign),
      coalesce(sum(sign) filter (where profit > 0), 0),
      coalesce(sum(sign) filter (where profit < 0), 0),
      sum(sign * profit),
      coalesce(sum(sign * profit) filter (where profit > 0), 0),
      sum(sign * spent),
      sum(sign * duration_s)
    from ${changes}
    cross join lateral (values ${SERIES}) as s (dimension, key, step, starts_at)
    group by 1, 2, 3, 4, 5
    order by 4
    on conflict (book_id, key, starts_at, dimension, step) do update
    set ${SUMS.map((sum) => `${sum} = cells.${sum} + excluded.${sum}`).join(', ')}`;
}

const COUNT = `
  with ${MARKED}, fresh as materialized (
    select f.terminal_id, f.order_id, f.closed_at, b.id as book_id,
      coalesce(strategy.id, 0) as strategy_id, coalesce(symbol.id, 0) as symbol_id,
      -- A clock that was put back makes an order close before it was opened.
      least(greatest(extract(epoch from f.closed_at - f.opened_at), 0), 2147483647)::integer as duration_s,
      coalesce(f.profit_btc, 0) as profit, coalesce(f.spent_btc, 0) as spent
    from found f
    join statistic_books b
      on b.fleet_id = f.fleet_id and b.is_emulator = f.is_emulator and b.currency is not distinct from f.currency
    left join statistic_names strategy on strategy.name = f.strategy
    left join statistic_names symbol on symbol.name = f.symbol
    -- Renamed since the names were read: it is marked again, and counted then.
    where (f.strategy is null or strategy.id is not null) and (f.symbol is null or symbol.id is not null)
  ), counted as materialized (
    select c.* from touched k
    cross join lateral (
      select ${COLUMNS.join(', ')} from closed_orders where terminal_id = k.terminal_id and order_id = k.order_id limit 1
    ) c
  ), added as materialized (select * from fresh except select * from counted),
  taken as materialized (select * from counted except select * from fresh),
  changes as materialized (select *, 1 as sign from added union all select *, -1 from taken),
  removed as (
    delete from closed_orders c using taken t
    where c.terminal_id = t.terminal_id and c.order_id = t.order_id
      and not exists (select from added a where a.terminal_id = t.terminal_id and a.order_id = t.order_id)
  ), written as (
    insert into closed_orders (${COLUMNS.join(', ')}) select * from added order by book_id, closed_at
    on conflict (terminal_id, order_id) do update
    set ${COLUMNS.slice(2)
      .map((column) => `${column} = excluded.${column}`)
      .join(', ')}
  ), cells as (${addToCellsSql('changes')})
  select distinct book_id, strategy_id, ${STEP_SQL.quarter('closed_at')} as starts_at, count(*) over ()::int as changes
  from changes`;

const touchedRows = z.array(
  z.object({ book_id: z.int(), strategy_id: z.int(), starts_at: z.date(), changes: z.int() }),
);

export interface Counted {
  /** Rows that went into sums or out of them. */
  readonly changes: number;
  readonly touched: readonly TouchedQuarter[];
}

/** Brings `closed_orders` and the cells to what the orders are now. What is counted already changes nothing. */
export async function countOrders(session: Session, marked: readonly MarkedOrder[]): Promise<Counted> {
  const keys = [
    plainArrayLiteral(marked.map(({ terminalId }) => terminalId)),
    plainArrayLiteral(marked.map(({ orderId }) => orderId)),
  ];
  await session.query(ADD_BOOKS_AND_NAMES, keys);
  const { rows } = await session.query(COUNT, keys);
  const touched = touchedRows.parse(rows);
  return {
    changes: touched[0]?.changes ?? 0,
    touched: touched.map((row) => ({
      bookId: row.book_id,
      strategyId: row.strategy_id,
      startsAt: row.starts_at,
    })),
  };
}
