import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, SYSTEM_METRICS } from '../contracts/metrics.ts';
import type { SystemData } from './sources.ts';

/** Writes one EMF line a look, of what has an alarm and no other source. */
export function makeSystemReporter(stage: string): (data: SystemData) => void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'measure-system' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ statistics: { lagSeconds, marks } }) => {
    if (lagSeconds === null) return;
    metrics.addMetric(SYSTEM_METRICS.statisticsLagSeconds, MetricUnit.Seconds, Math.round(lagSeconds));
    metrics.addMetadata('OrdersToCount', String(marks ?? 0));
    metrics.publishStoredMetrics();
  };
}
