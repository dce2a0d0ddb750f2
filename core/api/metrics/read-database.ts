import * as z from 'zod';
import type { Databases } from '../../database/databases.ts';
import type { Queryable } from '../../database/pool.ts';
import { measureDatabase, type MeasuredTable, measureTables } from '../../measurements/measure-database.ts';
import type { DatabaseMetrics } from './metric-shapes.ts';
import { rounded } from './recent-measurements.ts';

/** The Commander's name, and ours. */
const TABLES = {
  servers: 'terminals',
  moonbot_orders: 'orders',
  sql_command_log: 'datagram_log',
  server_balance: 'balances',
  moonbot_api_errors: 'api_errors',
  strategy_cache: 'strategies',
} as const satisfies Record<string, MeasuredTable>;

/** Of fewer the count takes milliseconds. */
const COUNTED_BELOW = 50_000;
const HIGH_PERCENT = 80;

type Figures = Omit<DatabaseMetrics, 'timestamp'>;

/** Of the writer, whose connections and statistics are what matters; what cannot be asked is null or -1. */
export async function readDatabase(databases: Pick<Databases, 'write' | 'replicaLagMs'>): Promise<Figures> {
  const { write } = databases;
  const alerts: string[] = [];
  const activity = await measureDatabase(write).catch(() => {
    alerts.push('The activity of the database cannot be read.');
    return undefined;
  });
  const tables = await countTables(write).catch(() => {
    alerts.push('The sizes of the tables cannot be read.');
    return NOT_COUNTED;
  });
  const forEverybody = activity === undefined ? 0 : activity.maxConnections - activity.reservedConnections;
  const utilization =
    activity === undefined ? null : (activity.connections / Math.max(1, activity.maxConnections)) * 100;
  if (utilization !== null && utilization > HIGH_PERCENT)
    alerts.push(`${rounded(utilization, 0)} % of the connections are taken.`);
  if ((activity?.waitingForLock ?? 0) > 0)
    alerts.push(`${activity?.waitingForLock ?? 0} sessions wait for a lock.`);
  return {
    type: 'postgresql',
    pool: {
      pool_size: activity?.maxConnections ?? null,
      checked_in: activity?.idle ?? null,
      checked_out: activity === undefined ? null : activity.connections - activity.idle,
      overflow: activity === undefined ? null : Math.max(0, activity.connections - forEverybody),
      invalid: activity?.aborted ?? null,
      utilization_percent: rounded(utilization),
      waiting_for_lock: activity?.waitingForLock ?? null,
      longest_transaction_seconds: rounded(activity?.longestTransactionSeconds ?? null),
    },
    tables,
    size_bytes: activity?.sizeBytes ?? null,
    cache_hit_percent: rounded(activity?.cacheHitPercent ?? null),
    // As the last read found it.
    replica_lag_ms: rounded(databases.replicaLagMs ?? null, 0),
    alerts,
  };
}

const NOT_COUNTED = {
  servers: -1,
  moonbot_orders: -1,
  sql_command_log: -1,
  server_balance: -1,
  moonbot_api_errors: -1,
  strategy_cache: -1,
};

const countRow = z.tuple([z.object({ rows: z.number() })]);

async function countTables(database: Queryable): Promise<Figures['tables']> {
  const estimates = new Map((await measureTables(database)).map(({ table, rows }) => [table, rows]));
  const counts: Figures['tables'] = { ...NOT_COUNTED };
  for (const name of tableNames()) {
    const table = TABLES[name];
    const estimate = estimates.get(table);
    if (estimate === undefined) continue;
    counts[name] = estimate < COUNTED_BELOW ? await count(database, table) : estimate;
  }
  return counts;
}

function tableNames(): (keyof typeof TABLES)[] {
  return [
    'servers',
    'moonbot_orders',
    'sql_command_log',
    'server_balance',
    'moonbot_api_errors',
    'strategy_cache',
  ];
}

/** The statistics may be late: more than ten times what they say is not counted on. */
async function count(database: Queryable, table: MeasuredTable): Promise<number> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select count(*)::int as rows from (select 1 from ${table} limit ${COUNTED_BELOW * 10}) as counted`,
  );
  return countRow.parse(rows)[0].rows;
}
