import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { COMMAND_METRICS, METRICS_NAMESPACE } from '../../contracts/metrics.ts';
import type { ConsumedRuns } from './consume-runs.ts';

/** @returns a function that writes one EMF line an invocation, zeros included; it is the log line too */
export function makeCommandReporter(stage: string): (consumed: ConsumedRuns) => void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'send-command' });
  // Alarms know the stage only; without this each metric would also carry the function's name.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ Stage: stage });
  return ({ runs, failures }) => {
    const settled = runs.flatMap((run) => (run.settled === undefined ? [] : [run.settled]));
    const sum = (state: 'answered' | 'refused' | 'timed-out' | 'not-sent'): number =>
      settled.reduce((total, { counts }) => total + counts[state], 0);
    metrics.addMetric(COMMAND_METRICS.terminalsAnswered, MetricUnit.Count, sum('answered'));
    metrics.addMetric(COMMAND_METRICS.terminalsRefused, MetricUnit.Count, sum('refused'));
    metrics.addMetric(COMMAND_METRICS.terminalsTimedOut, MetricUnit.Count, sum('timed-out'));
    metrics.addMetric(COMMAND_METRICS.terminalsNotSent, MetricUnit.Count, sum('not-sent'));
    for (const { durationMs } of settled)
      metrics.addMetric(COMMAND_METRICS.runMs, MetricUnit.Milliseconds, durationMs);
    // Not a dimension: each new value of one would be a billed metric.
    if (runs.length > 0) metrics.addMetadata('runs', runs.map(({ runId }) => runId).join(' '));
    if (failures.length > 0) metrics.addMetadata('failures', failures.slice(0, 5).join('; '));
    metrics.publishStoredMetrics();
  };
}
