import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openLeaseTable } from '../../core/aws/lease-table.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import { remember } from '../../core/aws/remembered.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { hideMessages } from '../../core/aws/visibility.ts';
import { openTelegramClients } from '../../core/bot/sending/telegram-clients.ts';
import type { DatabaseEndpoint } from '../../core/database/endpoint.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { makeCommandReporter } from '../../core/fleet/commands/command-metrics.ts';
import { consumeRuns } from '../../core/fleet/commands/consume-runs.ts';
import { postToGateways } from '../../core/fleet/commands/post-to-gateways.ts';
import { loadConfig } from './config.ts';
import { showProgress } from './show-progress.ts';

/**
 * Sends commands to terminals and follows them to their end. Triggers: the commands' queue, up to 5 runs; and an event without records, of a
 * schedule, which ends the runs that were abandoned. Double and late delivery are safe: each terminal's row is taken by one task, once, and a
 * run that nobody began within a minute is not sent. A killed execution is followed by the next delivery, which goes on.
 */
const config = loadConfig();
const report = makeCommandReporter(config.stage);
const { read: readSecrets } = remember(() => readTelegramSecrets(config.telegram), Date.now);
const sqs = new SQSClient();
const dynamodb = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
});
const queue = openQueue(config.commandsQueueUrl, sqs);
const messages = openQueue(config.messagesQueueUrl, sqs);
const clientOf = openTelegramClients(async () => (await readSecrets()).tokens, config.telegramApiRoot);

const openWriter = openOnce(async () => {
  const { writer, reader } = await findDatabase(config.database);
  return { writer: open(writer), reader };
});

function open(endpoint: DatabaseEndpoint): Database {
  return openPool({
    endpoint,
    // Five runs, each with a question of some ms every half second.
    maxConnections: 2,
    applicationName: 'send-command',
    queryTimeoutMs: 5_000,
    onIdleError: () => undefined,
  });
}

/** Every living task, whichever terminals it owns: each takes its own. */
async function post(runId: string): Promise<number> {
  const leases = openLeaseTable(dynamodb, config.coordinationTable, await dynamodb.config.region());
  const { tasks } = await leases.read();
  return postToGateways(
    tasks.flatMap(({ address }) => (address === undefined ? [] : [address])),
    runId,
  );
}

export const handler = middy(async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
  const { writer: database, reader } = await openWriter();
  if (await isPassiveRegion(database, () => open(reader))) return { batchItemFailures: [] };
  const consumed = await consumeRuns(
    {
      database,
      queue,
      post,
      show: (progress) =>
        showProgress({ database, queue: messages, clientOf, sleep: (ms) => sleep(ms) }, progress),
      nowMs: () => performance.now(),
      sleep: (ms) => sleep(ms),
      remainingMs: () => context.getRemainingTimeInMillis(),
      hide: (hidden) => hideMessages(sqs, config.commandsQueueUrl, hidden),
    },
    event,
  );
  report(consumed);
  return { batchItemFailures: consumed.failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
});
