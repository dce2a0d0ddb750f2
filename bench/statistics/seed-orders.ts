import type { Database } from '../../core/database/pool.ts';

export interface SeedPlan {
  readonly orders: number;
  readonly terminals: number;
  readonly strategies: number;
  readonly symbols: number;
  /** The last order was closed then; the first a year before. */
  readonly end: Date;
}

/** Who asks. */
export const BENCH_USER = 1;
/** Of a hundred terminals. */
export const BENCH_GROUP = 'Hundred';
const YEAR_S = 365 * 86_400;
/** Open ones, of each terminal. */
const OPEN_ORDERS = 3;
/** One connection for each core of a small machine. */
const CONNECTIONS = 2;
const ORDERS_A_STATEMENT = 100_000;

/** A fleet with a year of orders, in the real tables. A row costs what one of store-batch's does: the fold's text is as long. */
export async function seedOrders(database: Database, plan: SeedPlan): Promise<void> {
  await seedFleet(database, plan);
  const parts = Math.ceil(plan.orders / ORDERS_A_STATEMENT);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < parts) {
      const part = next;
      next += 1;
      await seedPart(database, plan, part * ORDERS_A_STATEMENT);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  await seedOpenOrders(database, plan);
}

async function seedFleet(database: Database, { terminals }: SeedPlan): Promise<void> {
  await database.query(`insert into users (id, first_name) values ($1, 'Bench')`, [BENCH_USER]);
  await database.query(
    `with fleet as (insert into fleets (name) values ('Bench') returning id),
     member as (insert into fleet_members (fleet_id, user_id, role) select id, $2, 'owner' from fleet),
     made as (
       insert into terminals (fleet_id, name, host, port)
       select fleet.id, 'Terminal ' || n, '10.0.' || n / 250 || '.' || n % 250, 2500 from fleet, generate_series(1, $1::integer) as n
       returning id
     )
     insert into terminal_labels (terminal_id, kind, name) select id, 'group', $3 from made order by id limit 100`,
    [terminals, BENCH_USER, BENCH_GROUP],
  );
}

const FOLD = `'{"s":[[0,1,1760000000000,0],[1,2,1760000000500,0]],"w":{"a":0,"b":1,"c":0,"d":0,"e":1,"f":0,"g":0,"h":1},"i":{"a":"XRP"}}'`;
const COLUMNS = `terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at, created_at, updated_at,
  created_from_update, symbol, buy_price, sell_price, quantity, spent_btc, gained_btc, profit_btc, strategy, sell_reason`;

/** A number from 0 to below 1 that depends on the order and the purpose only. */
const chance = (purpose: number): string =>
  `((hashint8extended(n, ${purpose}) & 2147483647) / 2147483648.0::float8)`;

async function seedPart(database: Database, plan: SeedPlan, first: number): Promise<void> {
  const count = Math.min(ORDERS_A_STATEMENT, plan.orders - first);
  await database.query(
    `insert into orders (${COLUMNS})
     select 1 + floor(${chance(1)} * $3)::bigint, n, 2, ${FOLD}, 'Closed', false, ${chance(2)} < 0.05,
       case when ${chance(3)} < 0.95 then 'USDT' else 'BTC' end,
       closed_at - make_interval(secs => ${chance(4)} * 7200), closed_at, closed_at, closed_at, false,
       'SYM' || floor(power(${chance(5)}, 2) * $4), 2.105, 2.05, 38, spent, spent + profit, profit,
       case when ${chance(6)} >= 0.02 then 'Strategy ' || floor(power(${chance(7)}, 1.5) * $5) end, 'Sell Price'
     from (
       select n, to_timestamp($6 - ${YEAR_S} + (n + ${chance(8)}) * ${YEAR_S}::float8 / $7) as closed_at,
         round((10 + 190 * ${chance(9)})::numeric, 2) as spent, round((12 * (${chance(10)} - 0.45))::numeric, 8) as profit
       from generate_series($1::bigint, $2::bigint) as n
     ) as numbered`,
    [
      first,
      first + count - 1,
      plan.terminals,
      plan.symbols,
      plan.strategies,
      plan.end.getTime() / 1000,
      plan.orders,
    ],
  );
}

async function seedOpenOrders(database: Database, { terminals, orders, end }: SeedPlan): Promise<void> {
  await database.query(
    `insert into orders (${COLUMNS})
     select n % $1 + 1, $2 + n, 1, ${FOLD}, 'Open', false, false, 'USDT', $3, null, $3, $3, false, 'SYM1', 2.1, null, 38, 80, null, null,
       'Strategy 1', null
     from generate_series(1, $1::bigint * ${OPEN_ORDERS}) as n`,
    [terminals, orders, end],
  );
}
