import { join } from 'node:path';
import middy from '@middy/core';
import { findDatabase } from '../../core/aws/find-database.ts';
import { migrate } from '../../core/database/migrate.ts';
import { maintainPartitions } from '../../core/database/partitions.ts';
import { isFollower, openPool } from '../../core/database/pool.ts';
import { loadConfig } from './config.ts';

/** Beside the bundle; `lib/stacks/store-stack.ts` puts it there. */
const MIGRATIONS = join(import.meta.dirname, 'migrations');

interface Maintained {
  /** Migrations that were run now. */
  readonly migrated: readonly string[];
  readonly made: number;
  readonly dropped: number;
}

/**
 * Brings the schema to this release, makes partitions ahead and drops those past their retention. Trigger: each deploy, before the
 * functions that need the schema, and a schedule, each hour. Safe to repeat, to run late and beside itself: migrations run once each
 * under a lock, and rows that came before their partition wait in the default one. The database of a passive region follows the
 * other's, so there is nothing to do.
 */
const config = loadConfig();

export const handler = middy(async (): Promise<Maintained> => {
  const { writer } = await findDatabase(config.database);
  const database = openPool({
    endpoint: writer,
    maxConnections: 1,
    applicationName: 'maintain-database',
    statementTimeoutMs: 240_000,
    onIdleError: () => undefined,
  });
  try {
    if (await isFollower(database)) return { migrated: [], made: 0, dropped: 0 };
    const migrated = await migrate(writer, MIGRATIONS);
    const { made, dropped } = await maintainPartitions(database, {
      now: new Date(),
      datagramLogRetentionDays: config.datagramLogRetentionDays,
    });
    return { migrated, made, dropped };
  } finally {
    await database.end();
  }
});
