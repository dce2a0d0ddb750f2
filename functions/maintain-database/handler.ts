import middy from '@middy/core';
import { readDatabaseUrl } from '../../core/aws/database-url.ts';
import { maintainPartitions } from '../../core/database/partitions.ts';
import { openPool } from '../../core/database/pool.ts';
import { loadConfig } from './config.ts';

/**
 * Makes partitions ahead and drops those past their retention. Trigger: a schedule, each hour. Safe to repeat and to run late: rows that
 * came before their partition wait in the default one.
 */
const config = loadConfig();

export const handler = middy(async (): Promise<{ made: number; dropped: number }> => {
  const databaseUrl = await readDatabaseUrl(config.database);
  const database = openPool({
    databaseUrl,
    maxConnections: 1,
    applicationName: 'maintain-database',
    statementTimeoutMs: 240_000,
    onIdleError: () => undefined,
  });
  try {
    return await maintainPartitions(database, {
      now: new Date(),
      datagramLogRetentionDays: config.datagramLogRetentionDays,
    });
  } finally {
    await database.end();
  }
});
