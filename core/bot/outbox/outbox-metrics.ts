import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, OUTBOX_METRICS } from '../../contracts/metrics.ts';
import type { OutboxRun } from './send-due-messages.ts';

/** Writes one EMF line a run, zeros included; it is the log line too. */
export function makeOutboxReporter(stage: string): (run: OutboxRun) => void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'send-messages' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ tally, failedMessageIds, oldestDueSeconds }) => {
    metrics.addMetric(OUTBOX_METRICS.messagesDelivered, MetricUnit.Count, tally.delivered);
    metrics.addMetric(OUTBOX_METRICS.messagesGivenUp, MetricUnit.Count, tally.givenUp);
    metrics.addMetric(OUTBOX_METRICS.messagesUnreachable, MetricUnit.Count, tally.unreachable);
    metrics.addMetric(OUTBOX_METRICS.messagesPutOff, MetricUnit.Count, tally.putOff.length);
    metrics.addMetric(OUTBOX_METRICS.oldestDueSeconds, MetricUnit.Seconds, Math.round(oldestDueSeconds));
    for (const [reason, count] of tally.reasons) metrics.addMetadata(`Reason ${reason}`, String(count));
    if (failedMessageIds.length > 0)
      metrics.addMetadata('UnreadableMessages', String(failedMessageIds.length));
    metrics.publishStoredMetrics();
  };
}
