import type { Database } from '../../core/database/pool.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { addToCellsSql } from '../../core/fleet/statistics/count-orders.ts';
import { writeSequences } from '../../core/fleet/statistics/write-sequences.ts';

const CONNECTIONS = 2;

/**
 * Counts the orders of before `end` with the product's own SQL, but a month at once and without looking whether they are counted already: by
 * refresh-statistics a year of five million would take longer than the benchmark may. What comes after is left to it.
 */
export async function countInBulk(database: Database, end: Date, say: (line: string) => void): Promise<void> {
  await copyOrders(database, end);
  say('closed_orders filled');
  const months = await monthsOf(database);
  await eachOf(months, (month) => countMonth(database, month));
  say('cells filled');
  await eachOf(months, (month) => sequenceMonth(database, month));
  say('sequences filled');
}

async function copyOrders(database: Database, end: Date): Promise<void> {
  const { rows } = await database.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where tablename = 'closed_orders' and indexname <> 'closed_orders_pkey'`,
  );
  await database.query(`drop index ${rows.map(({ name }) => name).join(', ')}`);
  await database.query(
    `insert into statistic_books (fleet_id, currency, is_emulator)
     select id, currency, is_emulator from fleets, (values ('USDT'), ('BTC')) c (currency), (values (true), (false)) e (is_emulator)`,
  );
  await database.query(
    `insert into statistic_names (name)
     select distinct name from orders cross join lateral (values (strategy), (symbol)) as names (name)
     where name is not null and order_id % 50 = 0 on conflict do nothing`,
  );
  await database.query(
    `insert into closed_orders (terminal_id, order_id, closed_at, book_id, strategy_id, symbol_id, duration_s, profit, spent)
     select o.terminal_id, o.order_id, o.closed_at, b.id, coalesce(strategy.id, 0), symbol.id,
       extract(epoch from o.closed_at - o.opened_at)::integer, o.profit_btc, o.spent_btc
     from orders o
     join statistic_books b on b.currency = o.currency and b.is_emulator = o.is_emulator
     left join statistic_names strategy on strategy.name = o.strategy
     join statistic_names symbol on symbol.name = o.symbol
     where o.status = 'Closed' and o.closed_at < $1 and (o.strategy is null or strategy.id is not null)
     order by o.closed_at`,
    [end],
  );
  await eachOf(rows, async ({ definition }) => {
    await database.query(definition);
  });
  await database.query('vacuum analyze closed_orders');
}

interface Month {
  readonly from: Date;
  readonly to: Date;
}

async function monthsOf(database: Database): Promise<readonly Month[]> {
  const { rows } = await database.query<{ from: Date; to: Date }>(
    `select month as "from", month + interval '1 month' as "to"
     from (select min(closed_at) as first, max(closed_at) as last from closed_orders) as ends,
       generate_series(date_trunc('month', first, 'UTC'), last, interval '1 month') as month`,
  );
  return rows;
}

/** Cells of two months are not the same, so two may be written at once. */
async function countMonth(database: Database, { from, to }: Month): Promise<void> {
  const orders =
    '(select *, 1 as sign from closed_orders where closed_at >= $1 and closed_at < $2) as orders';
  await database.query(addToCellsSql(orders), [from, to]);
}

const DAY_MS = 86_400_000;

async function sequenceMonth(database: Database, { from, to }: Month): Promise<void> {
  for (let day = from.getTime(); day < to.getTime(); day += 4 * DAY_MS) {
    const { rows } = await database.query<{ book_id: number; strategy_id: number; starts_at: Date }>(
      `select distinct book_id, strategy_id, date_bin('15 minutes', closed_at, 'epoch') as starts_at
       from closed_orders where book_id = any(array(select id from statistic_books)) and closed_at >= $1 and closed_at < $2`,
      [new Date(day), new Date(Math.min(day + 4 * DAY_MS, to.getTime()))],
    );
    await inTransaction(database, (session) =>
      writeSequences(
        session,
        rows.map((row) => ({ bookId: row.book_id, strategyId: row.strategy_id, startsAt: row.starts_at })),
      ),
    );
  }
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
