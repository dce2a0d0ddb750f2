import { setTimeout as sleep } from 'node:timers/promises';
import middy from '@middy/core';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { pino } from 'pino';
import { findCache } from '../../core/aws/cache-password.ts';
import { findDatabase } from '../../core/aws/find-database.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import { remember } from '../../core/aws/remembered.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { makeOutboxReporter } from '../../core/bot/outbox/outbox-metrics.ts';
import { sendDueMessages } from '../../core/bot/outbox/send-due-messages.ts';
import { openTelegramClients } from '../../core/bot/sending/telegram-clients.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { openCache } from '../../core/cache/cache.ts';
import { openValkey } from '../../core/cache/valkey.ts';
import type { DatabaseEndpoint } from '../../core/database/endpoint.ts';
import { isPassiveRegion } from '../../core/database/follower.ts';
import { openOnce } from '../../core/database/open-once.ts';
import { type Database, openPool } from '../../core/database/pool.ts';
import { openPacing } from '../../core/guard/pacing.ts';
import { loadConfig } from './config.ts';

/**
 * Sends messages of the outbox. Triggers: its queue, up to 10 messages of up to 100 ids; and a schedule, each minute, for those that are due
 * and were not announced. Double and late delivery are safe: a row is claimed before it is sent, and sent rows are not claimed. The outbox of
 * a passive region follows the other's and is sent there.
 */
const config = loadConfig();
const log = pino({ base: { function: 'send-messages' } });
const { read: readSecrets } = remember(() => readTelegramSecrets(config.telegram), Date.now);
const report = makeOutboxReporter(config.stage);
const queue = openQueue(config.messagesQueueUrl);
const endpoint = findCache(config.cache);
const valkey =
  endpoint === undefined ? undefined : openValkey(endpoint, (reason) => log.warn({ reason }, 'cache away'));
const pacing = openPacing({ valkey, stage: config.stage, now: Date.now });
const clientOf = openTelegramClients(async () => (await readSecrets()).tokens, config.telegramApiRoot);

const openWriter = openOnce(async () => {
  const { writer, reader } = await findDatabase(config.database);
  return { writer: open(writer), reader };
});

function open(at: DatabaseEndpoint): Database {
  return openPool({
    endpoint: at,
    // Claims and settlements of a few milliseconds each.
    maxConnections: 2,
    applicationName: 'send-messages',
    queryTimeoutMs: 5_000,
    onIdleError: () => undefined,
  });
}

const users = new UserStore({
  openDatabase: async () => (await openWriter()).writer,
  cache: openCache({ valkey, stage: config.stage, now: Date.now, random: Math.random }),
  isCacheShared: valkey !== undefined,
  readAdminChats: async () => (await readSecrets()).alarmChats,
  nowMs: Date.now,
});

export const handler = middy(async (event: unknown, context: Context): Promise<SQSBatchResponse> => {
  const { writer, reader } = await openWriter();
  if (await isPassiveRegion(writer, () => open(reader))) return { batchItemFailures: [] };
  const run = await sendDueMessages(
    {
      database: writer,
      clientOf,
      pace: (bot, chatId, isGroup) => pacing.pace(bot, chatId, isGroup),
      markUnreachable: (bot, userId) => users.markUnreachable(bot, userId),
      remainingMs: () => context.getRemainingTimeInMillis(),
      monotonicMs: () => performance.now(),
      sleep: (ms) => sleep(ms),
      queue,
    },
    event,
  );
  report(run);
  return { batchItemFailures: run.failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
});
