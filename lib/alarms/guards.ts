import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FAILOVER_METRICS } from '../../core/contracts/metrics.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { backupVaultName } from '../constructs/sealed-vault.ts';
import { ownMetric } from '../metrics/own.ts';
import type { Place } from '../place.ts';

/** Backups run where the data was made; the standby watches the primary. */
export function addGuardAlarms(alarms: OperatorAlarms, { stage, role }: Place): void {
  if (role === 'primary') {
    const jobs = (metricName: string): Metric =>
      new Metric({
        namespace: 'AWS/Backup',
        metricName,
        dimensionsMap: { BackupVaultName: backupVaultName(stage) },
        statistic: 'Sum',
      });
    alarms.add('backup-failed', jobs('NumberOfBackupJobsFailed'));
    alarms.add('backup-missing', jobs('NumberOfBackupJobsCompleted'));
    return;
  }
  const healthy = (statistic: string): Metric => ownMetric(stage, FAILOVER_METRICS.primaryHealthy, statistic);
  alarms.add('failover-silent', healthy('SampleCount'));
  alarms.add('primary-unhealthy', healthy('Maximum'));
}
