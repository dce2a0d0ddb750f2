import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { BOT_METRICS, CACHE_METRICS, COMMAND_METRICS, OUTBOX_METRICS } from '../../core/contracts/metrics.ts';
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
      title: 'Outbox',
      unit: 'a minute',
      metrics: [
        own(OUTBOX_METRICS.messagesDelivered, 'delivered'),
        own(OUTBOX_METRICS.messagesPutOff, 'put off: pace, or Telegram asked to wait'),
        own(OUTBOX_METRICS.messagesUnreachable, 'unreachable: blocked the bot, or gone'),
        own(OUTBOX_METRICS.messagesGivenUp, 'given up'),
      ],
      alarms: ['messages-given-up'],
    }),
    graph({
      title: 'Outbox: age of the oldest that is due',
      unit: 's',
      metrics: [ownMetric(stage, OUTBOX_METRICS.oldestDueSeconds, 'Maximum', 'oldest')],
      alarms: ['outbox-old'],
    }),
    graph({
      title: 'Commands to terminals',
      unit: 'terminals a minute',
      metrics: [
        own(COMMAND_METRICS.terminalsAnswered, 'answered'),
        own(COMMAND_METRICS.terminalsRefused, 'refused by the terminal'),
        own(COMMAND_METRICS.terminalsTimedOut, 'no answer in time'),
        own(COMMAND_METRICS.terminalsNotSent, 'not sent'),
      ],
      alarms: ['commands-not-sent'],
    }),
    graph({
      title: 'Time of a command, all its terminals',
      unit: 'ms',
      metrics: [
        ownMetric(stage, COMMAND_METRICS.runMs, 'p50', 'half of them'),
        ownMetric(stage, COMMAND_METRICS.runMs, 'p95', '95 %'),
      ],
    }),
    graph({
      title: "Programs' reads of the cache",
      unit: 'a minute',
      metrics: [
        own(CACHE_METRICS.cacheHits, 'hits'),
        own(CACHE_METRICS.cacheMisses, 'misses'),
        own(CACHE_METRICS.cacheFallbacks, "answered by the program's own memory"),
      ],
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
