import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { BOT_METRICS } from '../../core/contracts/metrics.ts';
import type { Stage } from '../stage-schema.ts';
import { expressionOf } from './expression.ts';
import { ownMetric } from './own.ts';

/** Below this a single person who blocked the bot would be an alarm. */
const MESSAGES_FOR_A_RATE = 20;

export function failedUpdatesPercent(stage: Stage): MathExpression {
  return expressionOf(
    'updates that failed',
    {
      answered: ownMetric(stage, BOT_METRICS.updatesAnswered, 'Sum'),
      failed: ownMetric(stage, BOT_METRICS.updatesFailed, 'Sum'),
    },
    ({ answered, failed }) => {
      const all = `FILL(${answered}, 0) + FILL(${failed}, 0)`;
      return `IF(${all} > 0, 100 * FILL(${failed}, 0) / (${all}), 0)`;
    },
  );
}

export function deliveryPercent(stage: Stage): MathExpression {
  return expressionOf(
    'messages that Telegram took',
    {
      sent: ownMetric(stage, BOT_METRICS.messagesSent, 'Sum'),
      failed: ownMetric(stage, BOT_METRICS.messagesFailed, 'Sum'),
    },
    ({ sent, failed }) => {
      const all = `FILL(${sent}, 0) + FILL(${failed}, 0)`;
      return `IF(${all} >= ${MESSAGES_FOR_A_RATE}, 100 * FILL(${sent}, 0) / (${all}), 100)`;
    },
  );
}
