import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { readOriginSecret } from '../../core/aws/origin-secret.ts';
import { remember } from '../../core/aws/remembered.ts';
import { makeUpdateReporter } from '../../core/bot/webhook/report-update.ts';
import { OUT_OF_TIME, receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import { emptyTally } from '../../core/bot/webhook/watch-calls.ts';
import { answerProblem, type HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody, checkOrigin } from '../../core/http/origin-check.ts';
import { composeFleet } from './compose-fleet.ts';
import { composePlatform } from './compose-platform.ts';
import { loadConfig } from './config.ts';
import { openSharedParts } from './shared-parts.ts';

/**
 * Answers Telegram. Trigger: `POST /telegram/{bot}` of the HTTP API. Double and late delivery are safe: an update that was handled is told
 * by its id for longer than Telegram keeps one.
 */
const config = loadConfig();
const parts = openSharedParts(config, (reason) => void warn(reason));
const fleetBot = composeFleet(parts);

/** Hardly ever, so a cold start does not load the logger. */
async function warn(reason: string): Promise<void> {
  const { pino } = await import('pino');
  pino({ base: { function: 'receive-update' } }).warn({ reason }, 'cache away');
}

const { originSecretArn } = config;
const receiver: UpdateReceiver = {
  isFromEdge:
    originSecretArn === undefined
      ? admitEverybody
      : checkOrigin(remember(() => readOriginSecret(originSecretArn), Date.now).read),
  readSecrets: parts.readSecrets,
  bots: new Map([[fleetBot.id, fleetBot]]),
  platform: composePlatform(parts),
  handlerTimeoutMs: 8_000,
  report: makeUpdateReporter(config.stage, () => parts.cache.takeTally()),
};

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
