import { type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { expressionOf } from '../metrics/expression.ts';

/** Of the account in the region: stages share them. */
export function addQuotaAlarms(alarms: OperatorAlarms): void {
  alarms.add('quota-lambda-concurrency', quotaPercent('Lambda', 'ConcurrentExecutions', 'None'));
  alarms.add('quota-fargate-vcpu', quotaPercent('Fargate', 'vCPU', 'Standard/OnDemand'));
}

/** SERVICE_QUOTA knows the quota that the account has now, also after it was raised. */
function quotaPercent(service: string, resource: string, usageClass: string): MathExpression {
  return expressionOf(
    `${service} ${resource}`,
    {
      used: new Metric({
        namespace: 'AWS/Usage',
        metricName: 'ResourceCount',
        dimensionsMap: { Service: service, Type: 'Resource', Resource: resource, Class: usageClass },
        statistic: 'Maximum',
      }),
    },
    ({ used }) => `100 * ${used} / SERVICE_QUOTA(${used})`,
  );
}
