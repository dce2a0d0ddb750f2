import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { createFleetBot } from '../../bots/fleet/fleet-bot.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { readOriginSecret } from '../../core/aws/origin-secret.ts';
import { remember } from '../../core/aws/remembered.ts';
import { makeRunOnce } from '../../core/aws/run-once.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { makeUpdateReporter } from '../../core/bot/webhook/report-update.ts';
import { OUT_OF_TIME, receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import { emptyTally } from '../../core/bot/webhook/watch-calls.ts';
import type { Database } from '../../core/database/pool.ts';
import { readFleetOverview } from '../../core/fleet/read-fleet-overview.ts';
import { answerProblem, type HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody, checkOrigin } from '../../core/http/origin-check.ts';
import { loadConfig } from './config.ts';

/**
 * Answers Telegram. Trigger: `POST /telegram/{bot}` of the HTTP API. Double and late delivery are safe: an update that was handled is told
 * by its id for longer than Telegram keeps one.
 */
const config = loadConfig();
const { read: readSecrets } = remember(() => readTelegramSecrets(config.telegram), Date.now);
const fleetBot = createFleetBot({
  readOverview: async () => readFleetOverview(await openReader()),
  readAdminChats: async () => (await readSecrets()).alarmChats,
});

const { originSecretArn } = config;
const receiver: UpdateReceiver = {
  isFromEdge:
    originSecretArn === undefined
      ? admitEverybody
      : checkOrigin(remember(() => readOriginSecret(originSecretArn), Date.now).read),
  readSecrets,
  bots: new Map([[fleetBot.id, fleetBot]]),
  runOnce: makeRunOnce({
    client: new DynamoDBClient({
      // A write takes 5 ms; what takes a second is lost, and the second try goes to another host of DynamoDB.
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
    }),
    tableName: config.idempotencyTable,
    purpose: 'update',
    // Telegram keeps an update for 24 hours.
    rememberSeconds: 25 * 3600,
  }),
  apiRoot: config.telegramApiRoot,
  handlerTimeoutMs: 8_000,
  report: makeUpdateReporter(config.stage),
};

let reader: Promise<Database> | undefined;

async function openReader(): Promise<Database> {
  reader ??= findDatabase(config.database).then(async (found) => {
    // Few updates ask the database, and its driver is a fifth of what a cold start would load.
    const { openPool } = await import('../../core/database/pool.ts');
    return openPool({
      endpoint: found.reader,
      maxConnections: 1,
      applicationName: 'receive-update',
      queryTimeoutMs: 5_000,
      onIdleError: () => undefined,
    });
  });
  // A secret that could not be read is asked for again at the next update.
  return reader.catch((error: unknown) => {
    reader = undefined;
    throw error;
  });
}

export const handler = middy({
  // Whatever hangs, Telegram hears of it from here and not from a killed function.
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: (): HttpAnswer => {
    const { status, title } = OUT_OF_TIME;
    receiver.report({
      outcome: 'failed',
      statusCode: status,
      calls: emptyTally(),
      bot: undefined,
      updateId: undefined,
      reason: title,
    });
    return answerProblem(OUT_OF_TIME);
  },
}).handler((event: unknown, context: Context): Promise<HttpAnswer> =>
  receiveUpdate(receiver, event, context),
);
