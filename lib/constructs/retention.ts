import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Stage } from '../stage-schema.ts';

const RETENTION = {
  7: RetentionDays.ONE_WEEK,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
} as const;

export function retentionOf(stage: Stage): RetentionDays {
  return RETENTION[stage.logRetentionDays];
}

/**
 * What holds data outlives its stack where the stage says so. Not when the deploy that made it failed: what stays then has its fixed name,
 * and the next try would end in "already exists".
 */
export function removalOf(stage: Stage): RemovalPolicy {
  return stage.deletionProtection ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
