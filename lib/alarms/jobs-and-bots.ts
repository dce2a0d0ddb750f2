import {
  BOT_METRICS,
  COMMAND_METRICS,
  OUTBOX_METRICS,
  SYSTEM_METRICS,
} from '../../core/contracts/metrics.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { deliveryPercent, failedUpdatesPercent } from '../metrics/bots.ts';
import { ownMetric } from '../metrics/own.ts';
import type { Place } from '../place.ts';

/** Jobs are functions and queues, and have the alarms of those. */
export function addBotAlarms(alarms: OperatorAlarms, { stage }: Place): void {
  alarms.add('updates-failing', failedUpdatesPercent(stage));
  alarms.add('delivery-low', deliveryPercent(stage));
  alarms.add('outbox-old', ownMetric(stage, OUTBOX_METRICS.oldestDueSeconds, 'Maximum'));
  alarms.add('messages-given-up', ownMetric(stage, OUTBOX_METRICS.messagesGivenUp, 'Sum'));
  alarms.add('commands-not-sent', ownMetric(stage, COMMAND_METRICS.terminalsNotSent, 'Sum'));
  alarms.add('statistics-late', ownMetric(stage, SYSTEM_METRICS.statisticsLagSeconds, 'Maximum'));
  alarms.add('rate-limit-hits', ownMetric(stage, BOT_METRICS.rateLimitHits, 'Sum'));
}
