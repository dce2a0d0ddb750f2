import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { BOT_METRICS } from '../../core/contracts/metrics.ts';
import type { Stage } from '../stage-schema.ts';
import { ownMetric } from './own.ts';
import { percentOf } from './percent.ts';

/** Below this a single person who blocked the bot would be an alarm. */
const MESSAGES_FOR_A_RATE = 20;

export function failedUpdatesPercent(stage: Stage): MathExpression {
  return percentOf({
    label: 'updates that failed',
    part: ownMetric(stage, BOT_METRICS.updatesFailed, 'Sum'),
    rest: ownMetric(stage, BOT_METRICS.updatesAnswered, 'Sum'),
  });
}

export function deliveryPercent(stage: Stage): MathExpression {
  return percentOf({
    label: 'messages that Telegram took',
    part: ownMetric(stage, BOT_METRICS.messagesSent, 'Sum'),
    rest: ownMetric(stage, BOT_METRICS.messagesFailed, 'Sum'),
    fromWhole: MESSAGES_FOR_A_RATE,
    quiet: 100,
  });
}
