import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { findDatabase } from '../../core/aws/find-database.ts';
import { sendText } from '../../core/aws/send-text.ts';
import { hideMessages } from '../../core/aws/visibility.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { openPool } from '../../core/database/pool.ts';
import { StoredAnnouncer } from '../../core/fleet/store/announce-stored.ts';
import { consumeRecords, type RecordConsumer } from '../../core/fleet/store/consume-records.ts';
import { Watched } from '../../core/fleet/store/read-watched.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { makeStoreMetrics } from '../../core/fleet/store/store-metrics.ts';
import { measureStoring } from '../../core/fleet/store/measure-storing.ts';
import { StoreMeasurer } from '../../core/measurements/store-measurer.ts';
import { loadConfig } from './config.ts';

/**
 * Stores record batches of the ingest task. Trigger: the records queue, up to 10 messages of up to 1,000 records.
 * Late and double delivery are safe: a batch's id tells whether it was stored, and orders are folded by the stamps of their events.
 */
const config = loadConfig();
const emitStoreMetrics = makeStoreMetrics(config.stage);
const sqs = new SQSClient();
const measurer = new StoreMeasurer(config.concurrency, () => performance.now());
const instance = randomUUID();

/** An announcement that takes longer is given up: who watches reads again. */
const ANNOUNCE_TIMEOUT_MS = 1_500;
const watched = new Watched(() => performance.now());
const announcer = new StoredAnnouncer({
  isWatched: (database) => watched.read(database),
  send: (body) => sendText(sqs, config.changesQueueUrl, body, ANNOUNCE_TIMEOUT_MS),
  newId: randomUUID,
});

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
  const consumer = await openConsumer();
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const startMs = performance.now();
  const result = await consumeRecords(consumer, event, remainingMs);
  const busyMs = performance.now() - startMs;
  emitStoreMetrics(result);
  await announcer.announce(consumer.database, result.outcome, result.committedAtMs);
  await measureStoring({ measurer, instance, database: consumer.database, remainingMs }, result, busyMs);
  return { batchItemFailures: result.failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
});
