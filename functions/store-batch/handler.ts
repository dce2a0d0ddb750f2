import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { findDatabase } from '../../core/aws/find-database.ts';
import { hideMessages } from '../../core/aws/visibility.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { openPool } from '../../core/database/pool.ts';
import { consumeRecords, type RecordConsumer } from '../../core/fleet/store/consume-records.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { makeStoreMetrics } from '../../core/fleet/store/store-metrics.ts';
import { loadConfig } from './config.ts';

/**
 * Stores record batches of the ingest task. Trigger: the records queue, up to 10 messages of up to 1,000 records.
 * Late and double delivery are safe: a batch's id tells whether it was stored, and orders are folded by the stamps of their events.
 */
const config = loadConfig();
const emitStoreMetrics = makeStoreMetrics(config.stage);
const sqs = new SQSClient();

const openConsumer = openOnce(async (): Promise<RecordConsumer> => {
  const { writer } = await findDatabase(config.database);
  return {
    database: openPool({
      endpoint: writer,
      // One event at a time, so one connection.
      maxConnections: 1,
      applicationName: 'store-batch',
      statementTimeoutMs: 8_000,
      onIdleError: () => undefined,
    }),
    options: { loggedKinds: config.loggedKinds, memory: new HistoryMemory() },
    hide: (messages) => hideMessages(sqs, config.recordsQueueUrl, messages),
  };
});

export const handler = middy(async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
  const result = await consumeRecords(await openConsumer(), event, () => context.getRemainingTimeInMillis());
  emitStoreMetrics(result);
  return { batchItemFailures: result.failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
});
