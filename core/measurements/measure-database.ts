import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';

const activitySchema = z.object({
  connections: z.number(),
  max_connections: z.number(),
  reserved: z.number(),
  active: z.number(),
  idle: z.number(),
  idle_in_transaction: z.number(),
  aborted: z.number(),
  waiting: z.number(),
  longest_s: z.number(),
  size_bytes: z.coerce.number(),
  active_ms: z.number(),
  commits: z.coerce.number(),
  rollbacks: z.coerce.number(),
  deadlocks: z.coerce.number(),
  hit_percent: z.number().nullable(),
});

/** Connections and counters of the server that is asked; of the whole server where it says so, else of this database. */
export interface DatabaseActivity {
  readonly connections: number;
  readonly maxConnections: number;
  /** Of them kept for superusers. */
  readonly reservedConnections: number;
  readonly active: number;
  readonly idle: number;
  readonly idleInTransaction: number;
  /** Of these: in a transaction that has failed, and waits to be rolled back. */
  readonly aborted: number;
  readonly waitingForLock: number;
  readonly longestTransactionSeconds: number;
  readonly sizeBytes: number;
  readonly activeMsTotal: number;
  readonly commitsTotal: number;
  readonly rollbacksTotal: number;
  readonly deadlocksTotal: number;
  readonly cacheHitPercent: number | null;
}

const ACTIVITY = `
  with sessions as (
    select * from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())
  select (select count(*) from sessions)::int as connections,
         current_setting('max_connections')::int as max_connections,
         current_setting('superuser_reserved_connections')::int as reserved,
         (select count(*) from sessions where state = 'active')::int as active,
         (select count(*) from sessions where state = 'idle')::int as idle,
         (select count(*) from sessions where state like 'idle in transaction%')::int as idle_in_transaction,
         (select count(*) from sessions where state = 'idle in transaction (aborted)')::int as aborted,
         (select count(*) from sessions where wait_event_type = 'Lock')::int as waiting,
         coalesce((select extract(epoch from max(clock_timestamp() - xact_start)) from sessions), 0)::float8 as longest_s,
         pg_database_size(current_database())::text as size_bytes,
         d.active_time as active_ms, d.xact_commit::text as commits, d.xact_rollback::text as rollbacks,
         d.deadlocks::text as deadlocks,
         (100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0))::float8 as hit_percent
    from pg_stat_database d where d.datname = current_database()`;

/** @param writer statistics are each server's own: a replica knows nothing of the writer's */
export async function measureDatabase(writer: Queryable): Promise<DatabaseActivity> {
  const { rows } = await writer.query<Record<string, unknown>>(ACTIVITY);
  const row = activitySchema.parse(rows[0]);
  return {
    connections: row.connections,
    maxConnections: row.max_connections,
    reservedConnections: row.reserved,
    active: row.active,
    idle: row.idle,
    idleInTransaction: row.idle_in_transaction,
    aborted: row.aborted,
    waitingForLock: row.waiting,
    longestTransactionSeconds: Math.max(0, row.longest_s),
    sizeBytes: row.size_bytes,
    activeMsTotal: row.active_ms,
    commitsTotal: row.commits,
    rollbacksTotal: row.rollbacks,
    deadlocksTotal: row.deadlocks,
    cacheHitPercent: row.hit_percent,
  };
}

/** Tables that are looked at: those that grow with the fleet, with people, or when something is wrong. */
export const MEASURED_TABLES = [
  'terminals',
  'orders',
  'closed_orders',
  'statistic_cells',
  'statistic_sequences',
  'datagram_log',
  'balances',
  'balance_history',
  'api_errors',
  'strategies',
  'charts',
  'dead_letters',
  'stored_batches',
  'outbox',
  'audit',
  'terminal_events',
  'command_results',
  'measurements',
] as const;
export type MeasuredTable = (typeof MEASURED_TABLES)[number];

export interface TableSize {
  readonly table: MeasuredTable;
  /** With indexes and what is stored out of line. */
  readonly bytes: number;
  /** As the statistics know it: exact only for tables that hold still. */
  readonly rows: number;
}

const SIZES = `
  with named as (select name, to_regclass(name) as root from unnest($1::text[]) as n (name)),
  parts as (
    select name, root as part from named where root is not null
    union all
    select name, t.relid from named join pg_class c on c.oid = root cross join pg_partition_tree(root) t
     where c.relkind = 'p' and t.isleaf)
  select name as "table", coalesce(sum(pg_total_relation_size(part)), 0)::float8 as bytes,
         coalesce(sum(greatest(c.reltuples, pg_stat_get_live_tuples(part), 0)) filter (where c.relkind = 'r'), 0)::float8 as rows
    from parts join pg_class c on c.oid = part group by name`;

const sizesSchema = z.array(
  z.object({ table: z.enum(MEASURED_TABLES), bytes: z.number(), rows: z.number() }).readonly(),
);

/** @returns tables that there are */
export async function measureTables(writer: Queryable): Promise<TableSize[]> {
  const { rows } = await writer.query<Record<string, unknown>>(SIZES, [MEASURED_TABLES]);
  return sizesSchema.parse(rows);
}
