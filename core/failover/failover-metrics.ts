import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { FAILOVER_METRICS, METRICS_NAMESPACE } from '../contracts/metrics.ts';
import type { Sighting } from './watch-primary.ts';

/** Writes one EMF line a sighting: a minute without one is a minute in which nobody looked. */
export type EmitFailoverMetrics = (sighting: Sighting) => void;

export function makeFailoverMetrics(stage: string): EmitFailoverMetrics {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'fail-over' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ answer }) => {
    metrics.addMetric(FAILOVER_METRICS.primaryHealthy, MetricUnit.Count, answer.isHealthy ? 1 : 0);
    metrics.publishStoredMetrics();
  };
}
