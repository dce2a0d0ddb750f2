import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { pino } from 'pino';
import { openAlarmStates } from '../../core/aws/alarm-states.ts';
import { remember } from '../../core/aws/remembered.ts';
import { makeRunOnce } from '../../core/aws/run-once.ts';
import { readTelegramSecrets } from '../../core/aws/telegram-secrets.ts';
import { noteStates } from '../../core/bot/alarm-message/note-states.ts';
import { AlarmUndeliveredError, relayAlarms } from '../../core/bot/alarm-message/relay-alarms.ts';
import { makeDeliveryReporter } from '../../core/bot/alarm-message/report-deliveries.ts';
import { openSender } from '../../core/bot/alarm-message/send-message.ts';
import { readAlarmNotices } from '../../core/bot/alarm-message/sns-alarm.ts';
import { loadConfig } from './config.ts';

/**
 * Keeps how the alarms are, and tells the admins' chats of alarms and of their end. Trigger: the SNS topic of alarms. A repeated notice is told
 * by alarm, time of change and chat; a late one carries its own time. What could not be sent is tried twice again and then kept in the failures
 * queue.
 */
const config = loadConfig();
const { read: readSecrets } = remember(() => readTelegramSecrets(config.telegram), Date.now);
const report = makeDeliveryReporter(config.stage);
const log = pino({ base: { function: 'relay-alarm' } });
const client = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true },
});
const states = openAlarmStates(client, config.idempotencyTable);
const runOnce = makeRunOnce({
  client,
  tableName: config.idempotencyTable,
  purpose: 'alarm',
  // SNS gives up after hours, Lambda after one.
  rememberSeconds: 24 * 3600,
});

export const handler = middy(async (event: unknown, context: Context): Promise<{ chats: number }> => {
  const notices = readAlarmNotices(event);
  await noteStates(states, notices, (error) => {
    log.warn({ err: error }, 'the state of an alarm was not kept: GET /api/alarms tells the one before');
  });
  const { tokens, alarmChats: chats } = await readSecrets();
  // No chat: the stage tells its operators by e-mail only.
  if (chats.length === 0) return { chats: 0 };
  // The bot of the operators speaks.
  const token = tokens['fleet'];
  if (token === undefined)
    throw new AlarmUndeliveredError('there are alarm chats, and no token of the bot fleet');
  await relayAlarms(
    {
      runOnce: (key, work) => runOnce(key, context, work),
      send: openSender(token, config.telegramApiRoot),
      sleep: (ms) => sleep(ms),
      remainingMs: () => context.getRemainingTimeInMillis(),
      report,
    },
    { stage: config.stage, chats, notices },
  );
  return { chats: chats.length };
});
