import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

export interface HttpApiMetrics {
  readonly apiId: string;
}

export function apiMetric({ apiId }: HttpApiMetrics, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic,
  });
}
