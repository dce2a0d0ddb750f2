import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { LIVE_METRICS } from '../../core/contracts/metrics.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { failedPostsPercent } from '../metrics/live.ts';
import { ownMetric } from '../metrics/own.ts';
import type { Place } from '../place.ts';

export function addLiveAlarms(alarms: OperatorAlarms, { stage }: Place, changes: IQueue): void {
  alarms.add('live-behind', ownMetric(stage, LIVE_METRICS.lagMs, 'p95'));
  alarms.add('live-unread', changes.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }));
  // What fails is late, too, but only what arrives has a lag.
  alarms.add('live-posts-failing', failedPostsPercent(stage));
}
