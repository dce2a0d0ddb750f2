import type { IWidget, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { STORE_METRICS, TASK_METRICS } from '../../core/contracts/metrics.ts';
import { expressionOf } from '../metrics/expression.ts';
import { insightsMetric } from '../metrics/ingest.ts';
import { ownMetric } from '../metrics/own.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** What the Commander's /api/metrics/udp and /api/metrics/capacity showed: a datagram's way from the socket to the row. */
export function fleetWidgets({ place: { stage }, ingest, queues }: DashboardSources): IWidget[] {
  const own = (name: string, statistic: string, label: string) => ownMetric(stage, name, statistic, label);
  return [
    graph({
      title: 'Received and stored',
      unit: 'a second',
      metrics: [
        perSecond(own(TASK_METRICS.datagramsReceived, 'Sum', 'received'), 'datagrams received'),
        perSecond(own(STORE_METRICS.recordsStored, 'Sum', 'stored'), 'records stored'),
        perSecond(own(STORE_METRICS.recordsLogged, 'Sum', 'logged'), 'rows in datagram_log'),
      ],
    }),
    graph({
      title: 'Not stored (reasons: /metrics of the task)',
      unit: 'a minute',
      metrics: [
        own(TASK_METRICS.datagramsDropped, 'Sum', 'dropped: good, but no room'),
        own(TASK_METRICS.datagramsRefused, 'Sum', 'refused: unknown source or unreadable'),
        own(STORE_METRICS.recordsDeadLettered, 'Sum', 'dead letters: refused by the database'),
      ],
      alarms: ['datagrams-dropped'],
    }),
    graph({
      title: 'Queue of the task',
      unit: '% of its size',
      metrics: [own(TASK_METRICS.queueUtilizationPercent, 'Maximum', 'fullest task')],
      alarms: ['ingest-queue-half', 'ingest-queue-nearly-full'],
    }),
    graph({
      title: 'Tasks',
      unit: 'tasks',
      metrics: [
        insightsMetric(ingest, 'RunningTaskCount', 'Maximum').with({ label: 'running' }),
        insightsMetric(ingest, 'DesiredTaskCount', 'Maximum').with({ label: 'wanted' }),
      ],
    }),
    graph({
      title: 'Terminals',
      unit: 'terminals',
      metrics: [
        own(TASK_METRICS.terminalsRegistered, 'Maximum', 'registered'),
        own(TASK_METRICS.terminalsOnline, 'Maximum', 'online'),
      ],
    }),
    graph({
      title: 'Ownership of terminals',
      unit: 'shards a task',
      metrics: [
        own(TASK_METRICS.shardsOwned, 'Maximum', 'task with most'),
        own(TASK_METRICS.shardsOwned, 'Minimum', 'task with fewest'),
      ],
      alarms: ['ingest-shards-unowned'],
    }),
    graph({
      title: 'From the socket to the commit',
      unit: 'ms',
      metrics: [
        own(STORE_METRICS.storeLagMs, 'p50', 'p50'),
        own(STORE_METRICS.storeLagMs, 'p95', 'p95'),
        own(STORE_METRICS.storeLagMs, 'p99', 'p99'),
      ],
      alarms: ['store-lag'],
    }),
    graph({
      title: 'Spool on disk',
      unit: '% of its size',
      metrics: [own(TASK_METRICS.spoolUtilizationPercent, 'Maximum', 'fullest task')],
      alarms: ['spool-half'],
    }),
    graph({
      title: 'Waiting in SQS',
      unit: 'messages (of up to 1,000 records)',
      metrics: queues.map(({ name, queue }) =>
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: name }),
      ),
      alarms: ['queue-deep'],
    }),
    graph({
      title: 'Time without a receiver',
      unit: 's',
      metrics: [own(TASK_METRICS.gapSeconds, 'Maximum', 'before the start of a task')],
      alarms: ['receiver-gap'],
    }),
    graph({
      title: 'Failed calls to SQS',
      unit: 'a minute',
      metrics: [own(TASK_METRICS.deliveryFailures, 'Sum', 'failures')],
      alarms: ['ingest-delivery-failing'],
    }),
    graph({
      title: 'Batches',
      unit: 'a minute',
      metrics: [
        own(STORE_METRICS.batchesStored, 'Sum', 'stored'),
        own(STORE_METRICS.batchesRepeated, 'Sum', 'seen before'),
        own(STORE_METRICS.batchesFailed, 'Sum', 'back to the queue'),
      ],
    }),
  ];
}

function perSecond(metric: Metric, label: string): MathExpression {
  return expressionOf(label, { count: metric }, ({ count }) => `${count} / PERIOD(${count})`);
}
