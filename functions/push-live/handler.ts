import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openFunction } from '../../core/aws/invoke-function.ts';
import { openLiveTable } from '../../core/aws/live-table.ts';
import { openQueueReader } from '../../core/aws/queue-reader.ts';
import { openSocketPoster } from '../../core/aws/socket-poster.ts';
import { openDatabases } from '../../core/database/databases.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { LiveReport, liveData } from '../../core/live/live-report.ts';
import { pushLive } from '../../core/live/push-live.ts';
import { writeMeasurement } from '../../core/measurements/write-measurement.ts';
import { loadConfig } from './config.ts';

/**
 * Tells the live connections of the region what has changed, for as long as there are any. Triggers: `serve-socket` when a client comes and
 * nobody pushes, itself when its time is over, and a schedule each minute, which finds what the two have missed. One runs at a time, by a lease;
 * the others end at once.
 */
const config = loadConfig();
const log = pino({ base: { function: 'push-live' } });
const dynamodb = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
});
// A receive waits for 2 s.
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
});
const instance = randomUUID();

const open = openOnce(async () => {
  const region = await dynamodb.config.region();
  return {
    table: openLiveTable(dynamodb, config.socketsTable, region),
    poster: openSocketPoster({
      callbackUrl: config.liveCallbackUrl,
      region,
      credentials: dynamodb.config.credentials,
      now: () => new Date(),
    }),
    databases: openDatabases({
      ...(await findDatabase(config.database)),
      applicationName: 'push-live',
      maxConnections: 3,
      onIdleError: () => undefined,
      now: () => performance.now(),
    }),
  };
});

export const handler = middy(async (_: unknown, context: Context): Promise<{ readonly ended: string }> => {
  const { table, poster, databases } = await open();
  const metrics = new LiveReport(config.stage);
  const ended = await pushLive({
    table,
    queue: openQueueReader(sqs, config.changesQueueUrl),
    poster,
    databases,
    startNext: openFunction(context.invokedFunctionArn),
    report: async (figures) => {
      metrics.add(figures);
      const data = liveData(figures);
      await writeMeasurement(databases.write, { source: 'live', instance, measuredAt: new Date(), data });
    },
    onProblem: (what, error) =>
      log.warn({ what, error: error instanceof Error ? error.name : 'unknown' }, 'will be tried again'),
    holder: randomUUID(),
    remainingMs: () => context.getRemainingTimeInMillis(),
    nowMs: Date.now,
    sleep: (ms) => sleep(ms),
  });
  metrics.emit();
  if (ended !== 'another') log.info({ ended }, 'ended');
  return { ended };
});
