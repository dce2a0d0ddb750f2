import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { LIVE_METRICS } from '../../core/contracts/metrics.ts';
import type { Stage } from '../stage-schema.ts';
import { ownMetric } from './own.ts';
import { percentOf } from './percent.ts';

/** Fewer a minute say nothing: a page alone hears some 10 frames, and one client's bad network is no disturbance. */
const FROM_POSTS = 100;

/** How much of what is posted to live connections fails, in percent. */
export function failedPostsPercent(stage: Stage): MathExpression {
  return percentOf({
    label: 'failed posts',
    part: ownMetric(stage, LIVE_METRICS.postsFailed, 'Sum'),
    rest: ownMetric(stage, LIVE_METRICS.framesSent, 'Sum'),
    fromWhole: FROM_POSTS,
  });
}
