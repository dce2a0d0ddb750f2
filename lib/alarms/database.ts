import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { DATABASE_METRICS } from '../../core/contracts/metrics.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import {
  connectionsPercent,
  type Database,
  instanceMetric,
  localStorageGib,
  memoryPercent,
  regionLagMs,
  replicaLagMs,
  slowStatements,
  slowStatementsNamespace,
  volumePercent,
} from '../metrics/database.ts';
import { type Place, peerRegionOf } from '../place.ts';

export function addDatabaseAlarms(alarms: OperatorAlarms, place: Place, database: Database): void {
  const { stage } = place;
  database.instanceIdentifiers.forEach((instance, index) => {
    const subject = `instance-${index + 1}`;
    alarms.add('database-down', instanceMetric(instance, 'EngineUptime', 'SampleCount'), subject);
    alarms.add('database-cpu-high', instanceMetric(instance, 'CPUUtilization'), subject);
    alarms.add('database-cpu-critical', instanceMetric(instance, 'CPUUtilization'), subject);
    alarms.add('database-memory-high', memoryPercent(stage, instance, index), subject);
    alarms.add('database-memory-critical', memoryPercent(stage, instance, index), subject);
    alarms.add('database-connections', connectionsPercent(stage, instance), subject);
    alarms.add('database-local-storage-low', localStorageGib(instance), subject);
    // Any of them may be the writer after a fail-over.
    alarms.add('database-commits-slow', instanceMetric(instance, 'CommitLatency'), subject);
  });
  alarms.add('database-volume-nearly-full', volumePercent(database));
  countSlowStatements(alarms, place, database);
  alarms.add('database-slow-queries', slowStatements(stage));
  if (stage.databaseReaders > 0) alarms.add('replica-lag', replicaLagMs(database));
  if (peerRegionOf(place) !== undefined) alarms.add('region-lag', regionLagMs(database));
}

/** With `log_min_duration_statement` at a second, a line with a duration is a slow statement: nothing else writes one. */
function countSlowStatements(
  alarms: OperatorAlarms,
  { stage }: Place,
  { clusterIdentifier }: Database,
): void {
  new MetricFilter(alarms, 'SlowStatements', {
    logGroup: LogGroup.fromLogGroupName(
      alarms,
      'DatabaseLog',
      `/aws/rds/cluster/${clusterIdentifier}/postgresql`,
    ),
    filterPattern: FilterPattern.literal('"duration:"'),
    metricNamespace: slowStatementsNamespace(stage),
    metricName: DATABASE_METRICS.slowStatements,
    metricValue: '1',
    defaultValue: 0,
  });
}
