import { type Database, openPool } from '../../core/database/pool.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { withBenchDatabase } from '../peers/bench-database.ts';
import { percentile } from '../load/percentile.ts';
import { countInBulk } from './count-in-bulk.ts';
import { questionMix } from './question-mix.ts';
import { seedOrders, type SeedPlan } from './seed-orders.ts';

/** Orders that refresh-statistics itself counts. */
const REFRESHED_ORDERS = 20_000;
const ROUNDS = 6;
const PROMISED_P95_MS = 100;

export interface StatisticsFigures {
  readonly orders: number;
  readonly seedSeconds: number;
  readonly bulkCountSeconds: number;
  /** By refresh-statistics, in parts of 2,000. */
  readonly refreshMsPer1000Orders: number;
  readonly questions: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** [p50, p95, p99] in ms. */
  readonly byKind: Readonly<Record<string, readonly [number, number, number]>>;
  readonly tableSizes: Readonly<Record<string, string>>;
}

/**
 * Seeds a fleet of 3,000 terminals with a year of orders, lets refresh-statistics count the last of them, and asks what the console asks
 * through the functions that answer it, one question after another on a pool like serve-api's. Fails when p95 is not below 100 ms.
 */
export async function measureStatistics(
  orders: number,
  say: (line: string) => void,
): Promise<StatisticsFigures> {
  const figures = await withBenchDatabase(undefined, async (url) => {
    const database = open(url, 2);
    try {
      return await measure(database, url, orders, say);
    } finally {
      await database.end();
    }
  });
  if (figures.p95Ms >= PROMISED_P95_MS) {
    say(`p95 is ${figures.p95Ms} ms, promised are less than ${PROMISED_P95_MS}`);
    process.exitCode = 1;
  }
  return figures;
}

async function measure(
  database: Database,
  url: string,
  orders: number,
  say: (line: string) => void,
): Promise<StatisticsFigures> {
  const plan: SeedPlan = {
    orders,
    terminals: 3_000,
    strategies: 20,
    symbols: 200,
    end: new Date('2026-11-21T13:07:00Z'),
  };
  say(`seeding ${orders} orders of ${plan.terminals} terminals`);
  const seededAt = performance.now();
  await seedOrders(database, plan);
  const seedSeconds = secondsSince(seededAt);
  await database.query('vacuum analyze orders');

  const countedAt = performance.now();
  await countInBulk(database, await endOfBulk(database, plan), say);
  const bulkCountSeconds = secondsSince(countedAt);
  await database.query('vacuum analyze');
  const refreshMsPer1000Orders = await refreshTheRest(database);
  await database.query('vacuum analyze');
  say(`asking ${ROUNDS} rounds`);

  const byKind = await ask(url, plan);
  const all = [...byKind.values()].flat().sort((one, other) => one - other);
  return {
    orders,
    seedSeconds,
    bulkCountSeconds,
    refreshMsPer1000Orders,
    questions: all.length,
    p50Ms: rounded(percentile(all, 0.5)),
    p95Ms: rounded(percentile(all, 0.95)),
    p99Ms: rounded(percentile(all, 0.99)),
    maxMs: rounded(all.at(-1) ?? 0),
    byKind: Object.fromEntries(
      [...byKind].map(([kind, times]) => {
        const sorted = times.toSorted((one, other) => one - other);
        const at = (share: number): number => rounded(percentile(sorted, share));
        return [kind, [at(0.5), at(0.95), at(0.99)] as const];
      }),
    ),
    tableSizes: await tableSizes(database),
  };
}

async function endOfBulk(database: Database, { end, orders }: SeedPlan): Promise<Date> {
  const share = Math.min(REFRESHED_ORDERS, orders / 2) / orders;
  const { rows } = await database.query<{ moment: Date }>(
    `select to_timestamp(extract(epoch from $1::timestamptz) - 365 * 86400 * $2::float8) as moment`,
    [end, share],
  );
  return rows[0]?.moment ?? end;
}

async function refreshTheRest(database: Database): Promise<number> {
  await database.query(`select mark_closed_orders('-infinity')`);
  // Once an hour it looks for orders without a mark: not here.
  await database.query('update statistic_state set swept_at = now()');
  let [changes, ms] = [0, 0];
  for (let isComplete = false; !isComplete;) {
    const beganAt = performance.now();
    const part = await refreshPart(database, 2_000);
    ms += performance.now() - beganAt;
    changes += part.changes;
    ({ isComplete } = part);
  }
  return rounded((ms / Math.max(changes, 1)) * 1_000);
}

async function ask(url: string, plan: SeedPlan): Promise<ReadonlyMap<string, readonly number[]>> {
  const byKind = new Map<string, number[]>();
  // As many connections as serve-api has.
  const database = open(url, 2);
  try {
    // A connection's first question also reads the catalogue: that is a cold start's, and measured there.
    for (const question of questionMix(plan, 1, makeRandom(1))) await question.ask(database);
    for (const question of questionMix(plan, ROUNDS, makeRandom(2))) {
      const beganAt = performance.now();
      await question.ask(database);
      const times = byKind.get(question.kind) ?? [];
      times.push(performance.now() - beganAt);
      byKind.set(question.kind, times);
    }
  } finally {
    await database.end();
  }
  return byKind;
}

async function tableSizes(database: Database): Promise<Readonly<Record<string, string>>> {
  const { rows } = await database.query<{ name: string; size: string }>(
    `select case when relname like 'statistic_cells%' then 'statistic_cells' when relname like 'statistic_seq%' then 'statistic_sequences'
         when relname like 'orders_%' then 'orders' else relname end as name,
       pg_size_pretty(sum(pg_total_relation_size(oid))) as size
     from pg_class where relkind = 'r' and relname ~ '^(orders_\\d|closed_orders$|statistic_(cells|sequences))' group by 1 order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, size }) => [name, size]));
}

/** The same questions at each run. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function open(url: string, maxConnections: number): Database {
  return openPool({
    endpoint: { url },
    maxConnections,
    applicationName: 'bench',
    onIdleError: () => undefined,
  });
}

function secondsSince(atMs: number): number {
  return Math.round((performance.now() - atMs) / 1_000);
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
