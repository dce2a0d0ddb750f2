import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import type { DatabaseEndpoint } from '../../core/database/endpoint.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { loadConfig } from './config.ts';
import { tellAlerts } from './tell-alerts.ts';

/** Below it no further transaction is begun. */
const RESERVE_MS = 15_000;

/**
 * Finds what there is to tell of the fleets (terminals that fell silent or came back, errors of the exchange, losses) and writes it into the
 * outbox. Trigger: a schedule, each minute. Safe to repeat, to run late and beside itself: finding is done by one run at a time, and what
 * was told is marked together with its message. The fleets of a passive region are watched in the other one.
 */
const config = loadConfig();
const log = pino({ base: { function: 'watch-fleet' } });
const queue = openQueue(config.messagesQueueUrl);

export const handler = middy(async (_: unknown, context: Context): Promise<{ readonly told: number }> => {
  const { writer, reader } = await findDatabase(config.database);
  const database = open(writer);
  try {
    if (await isPassiveRegion(database, () => open(reader))) return { told: 0 };
    const told = await tellAlerts({
      database,
      queue,
      now: new Date(),
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE_MS,
    });
    if (told > 0) log.info({ told }, 'alerts written');
    return { told };
  } finally {
    await database.end();
  }
});

function open(endpoint: DatabaseEndpoint): Database {
  return openPool({
    endpoint,
    maxConnections: 1,
    applicationName: 'watch-fleet',
    queryTimeoutMs: 30_000,
    onIdleError: () => undefined,
  });
}
