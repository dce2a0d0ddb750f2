import { setTimeout } from 'node:timers/promises';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { findDatabase } from '../../core/aws/find-database.ts';
import type { DatabaseEndpoint } from '../../core/database/endpoint.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { refreshStatistics } from '../../core/fleet/statistics/refresh-statistics.ts';
import { loadConfig } from './config.ts';

/** The scheduler starts one each minute, so that one ends as the next begins. */
const WORK_MS = 57_000;
/** One part takes a second at most; what it cannot end is rolled back and done by the next run. */
const RESERVE_MS = 10_000;

/**
 * Counts what store-batch has marked as closed, each 5 s. Trigger: a schedule, each minute. Safe to repeat, to run late and beside itself: one
 * works at a time, and marks are deleted together with what they caused. The statistics of a passive region come with its database.
 */
const config = loadConfig();
const log = pino({ base: { function: 'refresh-statistics' } });

export const handler = middy(async (_: unknown, context: Context): Promise<{ readonly changes: number }> => {
  const { writer, reader } = await findDatabase(config.database);
  const database = open(writer);
  const startedAtMs = performance.now();
  const remainingMs = (): number =>
    Math.min(WORK_MS - (performance.now() - startedAtMs), context.getRemainingTimeInMillis() - RESERVE_MS);
  try {
    if (await isPassiveRegion(database, () => open(reader))) return { changes: 0 };
    const { marks, changes, isComplete } = await refreshStatistics({
      database,
      hasTime: () => remainingMs() > 0,
      pause: (ms) => setTimeout(Math.max(0, Math.min(ms, remainingMs()))),
      now: () => performance.now(),
    });
    if (marks > 0) log.info({ marks, changes, isComplete }, 'statistics refreshed');
    return { changes };
  } finally {
    await database.end();
  }
});

function open(endpoint: DatabaseEndpoint): Database {
  return openPool({
    endpoint,
    maxConnections: 1,
    applicationName: 'refresh-statistics',
    queryTimeoutMs: 60_000,
    onIdleError: () => undefined,
  });
}
