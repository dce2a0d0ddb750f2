import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { BOT_METRICS } from '../../core/contracts/metrics.ts';
import { apiMetric } from '../metrics/api.ts';
import { deliveryPercent, failedUpdatesPercent } from '../metrics/bots.ts';
import { ownMetric } from '../metrics/own.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** The FOK guide's third page: what people ask, how often they are told to wait, whether messages reach them. */
export function botWidgets({ place: { stage }, api, functions }: DashboardSources): IWidget[] {
  const own = (name: string, label: string) => ownMetric(stage, name, 'Sum', label);
  return [
    graph({
      title: 'Updates of Telegram',
      unit: 'a minute',
      metrics: [
        own(BOT_METRICS.updatesAnswered, 'answered'),
        own(BOT_METRICS.updatesRepeated, 'seen before'),
        own(BOT_METRICS.updatesRefused, 'refused: wrong secret or not an update'),
      ],
    }),
    graph({
      title: 'Updates that failed',
      unit: '%',
      metrics: [failedUpdatesPercent(stage)],
      alarms: ['updates-failing'],
    }),
    graph({
      title: 'Rate limits',
      unit: 'requests told to wait, a minute',
      metrics: [own(BOT_METRICS.rateLimitHits, 'hits')],
      alarms: ['rate-limit-hits'],
    }),
    graph({
      title: 'Delivery',
      unit: '%',
      metrics: [deliveryPercent(stage)],
      alarms: ['delivery-low'],
    }),
    graph({
      title: 'Messages to people',
      unit: 'a minute',
      metrics: [own(BOT_METRICS.messagesSent, 'sent'), own(BOT_METRICS.messagesFailed, 'failed')],
    }),
    graph({
      title: 'Requests by answer',
      unit: 'a minute',
      metrics: [
        apiMetric(api, 'Count', 'Sum').with({ label: 'all' }),
        apiMetric(api, '4xx', 'Sum').with({ label: '4xx' }),
        apiMetric(api, '5xx', 'Sum').with({ label: '5xx' }),
      ],
    }),
    graph({
      title: 'Time of the functions, p95',
      unit: 'ms',
      metrics: functions.map((one) => one.function.metricDuration({ statistic: 'p95', label: one.name })),
      width: 24,
    }),
  ];
}
