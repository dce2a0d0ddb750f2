import { type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { expressionOf } from '../metrics/expression.ts';
import { percentOf } from '../metrics/percent.ts';
import { addDeadLetterAlarms } from './queues.ts';

/** The alarms that every function has. */
export function addFunctionAlarms(alarms: OperatorAlarms, functions: readonly NodeFunction[]): void {
  for (const one of functions) {
    const { name } = one;
    const metrics = one.function;
    alarms.add(
      'function-errors',
      percentOf({
        part: metrics.metricErrors({ statistic: 'Sum' }),
        whole: metrics.metricInvocations({ statistic: 'Sum' }),
        label: name,
      }),
      name,
    );
    alarms.add('function-throttled', metrics.metricThrottles({ statistic: 'Sum' }), name);
    alarms.add('function-near-timeout', timePercent(one), name);
    if (one.failures === undefined) continue;
    alarms.add(
      'function-events-lost',
      metrics.metric('DestinationDeliveryFailures', { statistic: 'Sum' }),
      name,
    );
    addDeadLetterAlarms(alarms, `${name}-failures`, one.failures);
  }
  alarms.add('schedule-dropped', droppedBySchedules());
}

function timePercent({ name, function: metrics, timeout }: NodeFunction): MathExpression {
  return expressionOf(
    name,
    { slowest: metrics.metricDuration({ statistic: 'p99' }) },
    ({ slowest }) => `100 * ${slowest} / ${timeout.toMilliseconds()}`,
  );
}

/** Of all stages in the region: our schedules are in the default group. */
function droppedBySchedules(): Metric {
  return new Metric({
    namespace: 'AWS/Scheduler',
    metricName: 'InvocationDroppedCount',
    dimensionsMap: { ScheduleGroup: 'default' },
    statistic: 'Sum',
  });
}
