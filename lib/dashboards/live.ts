import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { LIVE_METRICS } from '../../core/contracts/metrics.ts';
import { failedPostsPercent } from '../metrics/live.ts';
import { ownMetric } from '../metrics/own.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** What the Commander's /api/metrics/websocket showed, and how late the page is. */
export function liveWidgets({ place: { stage }, changes }: DashboardSources): IWidget[] {
  const own = (name: string, statistic: string, label: string) => ownMetric(stage, name, statistic, label);
  return [
    graph({
      title: 'Live connections',
      unit: 'connections',
      metrics: [
        own(LIVE_METRICS.connections, 'Maximum', 'connections'),
        own(LIVE_METRICS.users, 'Maximum', 'people'),
      ],
    }),
    graph({
      title: 'From the commit to the live page',
      unit: 'ms',
      metrics: [own(LIVE_METRICS.lagMs, 'p50', 'p50'), own(LIVE_METRICS.lagMs, 'p95', 'p95')],
      alarms: ['live-behind'],
    }),
    graph({
      title: 'Live frames',
      unit: 'a minute',
      metrics: [
        own(LIVE_METRICS.framesSent, 'Sum', 'frames'),
        own(LIVE_METRICS.messagesSent, 'Sum', 'messages in them'),
        own(LIVE_METRICS.postsFailed, 'Sum', 'failed'),
        own(LIVE_METRICS.resets, 'Sum', 'told to read again'),
      ],
    }),
    graph({
      title: 'Live frames that failed',
      unit: '%',
      metrics: [failedPostsPercent(stage)],
      alarms: ['live-posts-failing'],
    }),
    graph({
      title: 'News that nobody has read',
      unit: 's',
      metrics: [changes.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: 'oldest' })],
      alarms: ['live-unread'],
    }),
  ];
}
