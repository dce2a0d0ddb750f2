import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { pino } from 'pino';
import { openFunction } from '../../core/aws/invoke-function.ts';
import { openLiveTable } from '../../core/aws/live-table.ts';
import { readOriginSecret } from '../../core/aws/origin-secret.ts';
import { remember } from '../../core/aws/remembered.ts';
import { sendText } from '../../core/aws/send-text.ts';
import { ORIGIN_HEADER } from '../../core/contracts/http.ts';
import { secretsEqual } from '../../core/http/secrets-equal.ts';
import { answerSocket, type SocketAnswer } from '../../core/live/answer-socket.ts';
import { loadConfig } from './config.ts';

/**
 * Lets clients into the live sockets and hears what they say. Trigger: every route of the WebSocket API. A ticket lets in once; the rest may
 * come twice. It speaks to no connection itself: `push-live` does.
 */
const config = loadConfig();
const log = pino({ base: { function: 'serve-socket' } });
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
const dynamodb = new DynamoDBClient({ maxAttempts: 2, requestHandler });
const sqs = new SQSClient({ maxAttempts: 2, requestHandler });
const TELL_TIMEOUT_MS = 4_000;

const { originSecretArn } = config;
const origin =
  originSecretArn === undefined ? undefined : remember(() => readOriginSecret(originSecretArn), Date.now);

async function isFromEdge(headers: Readonly<Record<string, string>>): Promise<boolean> {
  // On one machine there is no CloudFront.
  if (origin === undefined) return true;
  const given = headers[ORIGIN_HEADER];
  return given !== undefined && secretsEqual(given, await origin.read());
}

/** A thousand clients that come at once shall not start it a thousand times. */
const START_PAUSE_MS = 2_000;
const startPushing = openFunction(config.pushLiveFunction, START_PAUSE_MS);

export const handler = middy(async (event: unknown): Promise<SocketAnswer> => {
  const table = openLiveTable(dynamodb, config.socketsTable, await dynamodb.config.region());
  return answerSocket(
    {
      table,
      isFromEdge,
      tell: (body) => sendText(sqs, config.changesQueueUrl, body, TELL_TIMEOUT_MS),
      startPushing,
      onProblem: (what, error) =>
        log.warn({ what, error: error instanceof Error ? error.name : 'unknown' }, 'left to the schedule'),
      nowMs: Date.now,
    },
    event,
  );
});
