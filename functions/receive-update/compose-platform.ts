import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { countFailedTry } from '../../core/aws/failed-tries.ts';
import { openQueue } from '../../core/aws/queue-sender.ts';
import { makeRunOnce } from '../../core/aws/run-once.ts';
import { openSessionTable } from '../../core/aws/session-table.ts';
import { createAuditPort } from '../../core/bot/audit.ts';
import type { BotPlatform } from '../../core/bot/platform.ts';
import { sealFlows } from '../../core/bot/session/seal-flows.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import type { SharedParts } from './shared-parts.ts';

/** Telegram keeps an update for 24 hours. */
const REMEMBER_SECONDS = 25 * 3_600;

export function composePlatform({
  config,
  users,
  valkey,
  openWriter,
  messagesQueue,
  readTerminalKey,
  nowMs,
}: SharedParts): BotPlatform {
  const client = new DynamoDBClient({
    // A write takes 5 ms; what takes a second is lost, and the second try goes to another host of DynamoDB.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
  });
  const { idempotencyTable: tableName } = config;
  const deadLetters = openQueue(config.updateDeadLettersQueueUrl);
  return {
    sessions: sealFlows(openSessionTable(client, config.sessionsTable, nowMs), readTerminalKey),
    runOnce: makeRunOnce({ client, tableName, purpose: 'update', rememberSeconds: REMEMBER_SECONDS }),
    countFailedTry: (bot, updateId) =>
      countFailedTry(client, tableName, `${bot}#${updateId}`, nowMs() + REMEMBER_SECONDS * 1_000),
    keepDeadUpdate: (dead) => deadLetters.send([dead]),
    users,
    guard: openTurnGuard({ valkey, stage: config.stage }),
    outbox: {
      putOff: async (message, retryAfterSeconds) => {
        // Telegram hardly ever says 429 to an answer.
        const { createOutboxPort } = await import('../../core/bot/outbox/put-off.ts');
        const now = (): Date => new Date(nowMs());
        await createOutboxPort({ openDatabase: openWriter, queue: messagesQueue, now }).putOff(
          message,
          retryAfterSeconds,
        );
      },
    },
    audit: createAuditPort(openWriter),
    nowMs,
    randomBytes,
    apiRoot: config.telegramApiRoot,
  };
}
