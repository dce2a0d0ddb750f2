import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { SYSTEM_METRICS } from '../../core/contracts/metrics.ts';
import { ownMetric } from '../metrics/own.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** The FOK guide's fourth page: queues, executions, how long they take, how many run, what failed. */
export function jobWidgets({
  place: { stage },
  functions,
  queues,
  keepers: others,
}: DashboardSources): IWidget[] {
  const keepers = [
    ...queues.map(({ name, deadLetterQueue }) => ({ name, queue: deadLetterQueue })),
    ...others,
    ...functions.flatMap(({ name, failures }) => (failures === undefined ? [] : [{ name, queue: failures }])),
  ];
  return [
    graph({
      title: 'Queues: waiting',
      unit: 'messages',
      metrics: queues.map(({ name, queue }) =>
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: name }),
      ),
      alarms: ['queue-deep'],
    }),
    graph({
      title: 'Queues: age of the oldest',
      unit: 's',
      metrics: queues.map(({ name, queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: name }),
      ),
      alarms: ['queue-old'],
    }),
    graph({
      title: 'Failed for good',
      unit: 'messages',
      metrics: keepers.map(({ name, queue }) =>
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: name }),
      ),
      alarms: ['dead-letters'],
    }),
    graph({
      title: 'Executions',
      unit: 'a minute',
      metrics: functions.map((one) => one.function.metricInvocations({ statistic: 'Sum', label: one.name })),
    }),
    graph({
      title: 'Running at once',
      unit: 'executions',
      metrics: functions.map((one) =>
        one.function.metric('ConcurrentExecutions', { statistic: 'Maximum', label: one.name }),
      ),
    }),
    graph({
      title: 'Slowest execution',
      unit: 'ms',
      metrics: functions.map((one) => one.function.metricDuration({ statistic: 'Maximum', label: one.name })),
    }),
    graph({
      title: 'Statistics: age of what is counted',
      unit: 's',
      metrics: [ownMetric(stage, SYSTEM_METRICS.statisticsLagSeconds, 'Maximum', 'age')],
      alarms: ['statistics-late'],
      width: 24,
    }),
    graph({
      title: 'Failures',
      unit: 'a minute',
      metrics: functions.map((one) => one.function.metricErrors({ statistic: 'Sum', label: one.name })),
      width: 12,
    }),
    graph({
      title: 'Throttled',
      unit: 'a minute',
      metrics: functions.map((one) => one.function.metricThrottles({ statistic: 'Sum', label: one.name })),
      width: 12,
    }),
  ];
}
