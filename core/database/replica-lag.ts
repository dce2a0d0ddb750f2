import { DatabaseError } from 'pg';
import * as z from 'zod';
import type { Database } from './pool.ts';
import { classifyDatabaseFailure } from './sqlstate.ts';

/**
 * How far a replica is behind, ms. One that has replayed all that it received is not behind, however long ago the last change was; one that
 * receives nothing may be behind by all the time since then.
 */
const LAG = `
  select case
    when not pg_is_in_recovery() then 0
    when exists (select from pg_stat_wal_receiver) and pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
    else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000
  end::float8 as lag_ms`;

const lagRow = z.object({ lag_ms: z.number().nullable() });

/**
 * @returns milliseconds; undefined when this server does not tell: Aurora's readers share the writer's storage and are behind by some tens of
 *   milliseconds
 * @throws what says that the server is away
 */
export async function readReplicaLag(replica: Database): Promise<number | undefined> {
  try {
    const { rows } = await replica.query<Record<string, unknown>>(LAG);
    const lagMs = lagRow.parse(rows[0]).lag_ms;
    return lagMs === null ? undefined : Math.max(0, lagMs);
  } catch (error) {
    // A function that Aurora does not have.
    if (error instanceof DatabaseError && classifyDatabaseFailure(error) === 'broken') return undefined;
    throw error;
  }
}
