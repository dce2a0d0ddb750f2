import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { BOT_METRICS, METRICS_NAMESPACE } from '../../contracts/metrics.ts';
import type { ChatDelivery } from './deliver-to-chat.ts';

/** Writes one EMF line an alarm and chat, zeros included; it is the log line too. */
export function makeDeliveryReporter(stage: string): (delivery: ChatDelivery) => void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'relay-alarm' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ chat, outcome, why }) => {
    metrics.addMetric(BOT_METRICS.messagesSent, MetricUnit.Count, outcome === 'sent' ? 1 : 0);
    metrics.addMetric(BOT_METRICS.messagesFailed, MetricUnit.Count, outcome === 'sent' ? 0 : 1);
    metrics.addMetadata('Chat', chat);
    metrics.addMetadata('Outcome', outcome);
    if (why !== '') metrics.addMetadata('Why', why);
    metrics.publishStoredMetrics();
  };
}
