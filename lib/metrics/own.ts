import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../../core/contracts/metrics.ts';
import type { Stage } from '../stage-schema.ts';

/** What our programs emit (core/contracts/metrics.ts). Their one dimension is the stage: each further value would be a billed metric. */
export function ownMetric(stage: Stage, metricName: string, statistic: string, label?: string): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { Stage: stage.name },
    statistic,
    ...(label === undefined ? {} : { label }),
  });
}
