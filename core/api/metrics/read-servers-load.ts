import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { STATUS_JOINS, stateSql } from '../../fleet/terminals/terminal-state.ts';
import { readMeasurements, readNewest } from '../../measurements/read-measurements.ts';
import { rounded, sumOf } from './recent-measurements.ts';

export interface ServersLoad {
  readonly total_servers: number;
  readonly active_servers: number;
  readonly listening_servers: number;
  readonly online_servers: number;
  readonly recent_orders_1h: number;
  readonly recent_sql_logs_1h: number;
  readonly load_factor: number;
}

const HOUR_MS = 3_600_000;
const LIVING_MS = 35_000;
const MOST_LOGS = 100_000;

const countsRow = z.tuple([
  z.object({ total: z.number(), active: z.number(), online: z.number(), orders: z.number() }),
]);
const logsRow = z.tuple([z.object({ logs: z.number() })]);

/** Terminals of `$1`, or all of them where it is null. */
const MINE = `t.removed_at is null and ($1::bigint is null or exists (
  select 1 from fleet_members m where m.fleet_id = t.fleet_id and m.user_id = $1))`;

/** @param userId whose terminals; undefined: everybody's, for administrators */
export async function readServersLoad(
  database: Queryable,
  userId: number | undefined,
  now: Date,
): Promise<ServersLoad> {
  const since = new Date(now.getTime() - HOUR_MS);
  const { rows } = await database.query<Record<string, unknown>>(
    `with mine as (
       select t.id, t.enabled, ${stateSql('$2')} as state from terminals t ${STATUS_JOINS} where ${MINE})
     select count(*)::int as total, (count(*) filter (where enabled))::int as active,
            (count(*) filter (where state in ('online', 'stopped')))::int as online,
            coalesce((select sum(n) from mine m cross join lateral (
              select (select count(*) from orders o where o.terminal_id = m.id and o.status = 'Open' and not o.deleted and o.opened_at >= $3)
                   + (select count(*) from orders o where o.terminal_id = m.id and o.closed_at >= $3 and not o.deleted) as n) as counted), 0)::int as orders
       from mine`,
    [userId ?? null, now, since],
  );
  const [{ total, active, online, orders }] = countsRow.parse(rows);
  const tasks = await readNewest(database, 'ingest', new Date(now.getTime() - LIVING_MS));
  const listening = tasks.length > 0 ? active : 0;
  return {
    total_servers: total,
    active_servers: active,
    listening_servers: listening,
    online_servers: online,
    recent_orders_1h: orders,
    recent_sql_logs_1h:
      userId === undefined ? await countMeasured(database, since) : await countLogs(database, userId, since),
    load_factor: rounded((listening / Math.max(active, 1)) * 100),
  };
}

/** Of everybody: what the tasks counted, since the log has no index by time alone. */
async function countMeasured(database: Queryable, since: Date): Promise<number> {
  const rows = await readMeasurements(database, 'ingest', since);
  const ofKind = (kind: string): number => sumOf(rows, ({ data }) => data.messagesByKind[kind] ?? 0);
  return Math.min(MOST_LOGS, ofKind('order') + ofKind('sql'));
}

async function countLogs(database: Queryable, userId: number, since: Date): Promise<number> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select count(*)::int as logs from (
       select 1 from terminals t join datagram_log l on l.terminal_id = t.id and l.received_at >= $2 and l.kind in ('order', 'sql')
        where ${MINE} limit ${MOST_LOGS}) as found`,
    [userId, since],
  );
  return logsRow.parse(rows)[0].logs;
}
