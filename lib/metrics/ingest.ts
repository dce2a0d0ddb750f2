import { type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expressionOf } from './expression.ts';

/** The ECS service of the ingest task. */
export interface IngestService {
  readonly clusterName: string;
  readonly serviceName: string;
}

/** Free: CPU and memory in percent of what the tasks reserve. */
export function serviceMetric(ingest: IngestService, metricName: string, statistic = 'Average'): Metric {
  return new Metric({ namespace: 'AWS/ECS', metricName, dimensionsMap: dimensionsOf(ingest), statistic });
}

/** Container Insights: tasks, disk and network. */
export function insightsMetric(ingest: IngestService, metricName: string, statistic = 'Average'): Metric {
  return new Metric({
    namespace: 'ECS/ContainerInsights',
    metricName,
    dimensionsMap: dimensionsOf(ingest),
    statistic,
  });
}

export function diskPercent(ingest: IngestService): MathExpression {
  return expressionOf(
    'disk of the fullest task',
    {
      used: insightsMetric(ingest, 'EphemeralStorageUtilized', 'Maximum'),
      reserved: insightsMetric(ingest, 'EphemeralStorageReserved', 'Maximum'),
    },
    ({ used, reserved }) => `100 * ${used} / ${reserved}`,
  );
}

export function missingTasks(ingest: IngestService): MathExpression {
  return expressionOf(
    'missing tasks',
    {
      wanted: insightsMetric(ingest, 'DesiredTaskCount', 'Maximum'),
      running: insightsMetric(ingest, 'RunningTaskCount', 'Maximum'),
    },
    ({ wanted, running }) => `${wanted} - FILL(${running}, 0)`,
  );
}

function dimensionsOf({ clusterName, serviceName }: IngestService): Record<string, string> {
  return { ClusterName: clusterName, ServiceName: serviceName };
}
