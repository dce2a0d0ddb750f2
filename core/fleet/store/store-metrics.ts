import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, STORE_METRICS } from '../../contracts/metrics.ts';
import type { ConsumeResult } from './consume-records.ts';

/** EMF takes 100 values a metric. */
const LAG_SAMPLES = 100;

export type EmitStoreMetrics = (result: ConsumeResult) => void;

/** @returns a function that writes one EMF line an invocation, zeros included: a missing point is then a function that did not run */
export function makeStoreMetrics(stage: string): EmitStoreMetrics {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'store-batch' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return (result) => emit(metrics, result);
}

function emit(
  metrics: Metrics,
  { outcome, batches, failedMessageIds, failures, committedAtMs }: ConsumeResult,
): void {
  metrics.addMetric(STORE_METRICS.recordsStored, MetricUnit.Count, outcome.stored);
  metrics.addMetric(STORE_METRICS.recordsLogged, MetricUnit.Count, outcome.logged);
  metrics.addMetric(STORE_METRICS.recordsDeadLettered, MetricUnit.Count, outcome.deadLetters.length);
  metrics.addMetric(
    STORE_METRICS.batchesStored,
    MetricUnit.Count,
    batches - outcome.repeated.length - failedMessageIds.length,
  );
  metrics.addMetric(STORE_METRICS.batchesRepeated, MetricUnit.Count, outcome.repeated.length);
  metrics.addMetric(STORE_METRICS.batchesFailed, MetricUnit.Count, failedMessageIds.length);
  const step = Math.max(1, outcome.receivedAtMs.length / LAG_SAMPLES);
  for (let at = 0; at < outcome.receivedAtMs.length; at += step) {
    const receivedAtMs = outcome.receivedAtMs[Math.floor(at)];
    if (receivedAtMs !== undefined)
      metrics.addMetric(
        STORE_METRICS.storeLagMs,
        MetricUnit.Milliseconds,
        Math.max(0, committedAtMs - receivedAtMs),
      );
  }
  // Not dimensions: each new value of one would be a billed metric.
  if (failures.length > 0) metrics.addMetadata('failures', failures.slice(0, 5).join('; ').slice(0, 500));
  metrics.publishStoredMetrics();
}
