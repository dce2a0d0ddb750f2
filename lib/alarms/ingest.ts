import { STORE_METRICS, TASK_METRICS } from '../../core/contracts/metrics.ts';
import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { type IngestService, diskPercent, missingTasks, serviceMetric } from '../metrics/ingest.ts';
import { ownMetric } from '../metrics/own.ts';
import type { Place } from '../place.ts';

/** The task from its socket to the queue, and its records from there to the database. */
export function addIngestAlarms(alarms: OperatorAlarms, { stage, role }: Place, ingest: IngestService): void {
  const task = (name: string, statistic: string) => ownMetric(stage, name, statistic);

  // A standby runs no task until it takes over; then `ingest-tasks-missing` watches there too.
  if (role === 'primary') alarms.add('ingest-down', task(TASK_METRICS.datagramsReceived, 'SampleCount'));
  alarms.add('ingest-tasks-missing', missingTasks(ingest));
  alarms.add('ingest-shards-unowned', task(TASK_METRICS.shardsOwned, 'Maximum'));

  alarms.add('ingest-queue-half', task(TASK_METRICS.queueUtilizationPercent, 'Maximum'));
  alarms.add('ingest-queue-nearly-full', task(TASK_METRICS.queueUtilizationPercent, 'Maximum'));
  alarms.add('datagrams-dropped', task(TASK_METRICS.datagramsDropped, 'Sum'));
  alarms.add('receiver-gap', task(TASK_METRICS.gapSeconds, 'Maximum'));
  alarms.add('spool-half', task(TASK_METRICS.spoolUtilizationPercent, 'Maximum'));
  alarms.add('ingest-delivery-failing', task(TASK_METRICS.deliveryFailures, 'Sum'));

  alarms.add('ingest-cpu-high', serviceMetric(ingest, 'CPUUtilization'));
  alarms.add('ingest-cpu-critical', serviceMetric(ingest, 'CPUUtilization'));
  alarms.add('ingest-memory-high', serviceMetric(ingest, 'MemoryUtilization'));
  alarms.add('ingest-memory-critical', serviceMetric(ingest, 'MemoryUtilization'));
  alarms.add('ingest-disk-nearly-full', diskPercent(ingest));

  alarms.add('store-lag', ownMetric(stage, STORE_METRICS.storeLagMs, 'p95'));
  alarms.add('records-dead-lettered', ownMetric(stage, STORE_METRICS.recordsDeadLettered, 'Sum'));
}
