import { splitMetric } from './metric-groups.ts';
import { queueName } from './queue-name.ts';
import { texts } from './texts.ts';

const NAMED = [
  'ingest.received',
  'ingest.messages',
  'ingest.lost',
  'ingest.refused',
  'ingest.delivered',
  'ingest.deliveryFailures',
  'ingest.decodeMs',
  'ingest.messagesPerBatch',
  'ingest.queuePercent',
  'ingest.queueDatagrams',
  'ingest.deliveryWaiting',
  'ingest.spoolBytes',
  'ingest.terminalsOnline',
  'ingest.terminalsSilent',
  'ingest.hostCpuPercent',
  'ingest.processCpuPercent',
  'ingest.processMemoryBytes',
  'ingest.memoryAvailableBytes',
  'ingest.diskFreeBytes',
  'ingest.openFiles',
  'store.records',
  'store.invocations',
  'store.deadLetters',
  'store.failedBatches',
  'store.invocationMs',
  'store.recordMs',
  'store.lagMs',
  'store.lagMaxMs',
  'live.connections',
  'live.users',
  'live.messagesSent',
  'live.bytesSent',
  'live.pendingBatches',
  'live.lagMs',
  'system.databaseConnections',
  'system.databaseActive',
  'system.databaseWaitingForLock',
  'system.databaseLongestTransaction',
  'system.databaseBytes',
  'system.databaseCacheHitPercent',
  'system.replicaLagMs',
  'system.outboxDue',
  'system.outboxOldestDue',
  'system.deadLetters',
  'system.terminalsRegistered',
  'system.queueWaiting',
  'system.queueInFlight',
  'system.queueDeadLetters',
  'system.tableBytes',
  'system.tableRows',
] as const;

/** What a series of the API is called; one of a newer server keeps its own name. */
export function metricName(metric: string): string {
  const { base, subject = '' } = splitMetric(metric);
  const known = NAMED.find((name) => name === base);
  if (known === undefined) return metric;
  return texts.t(`metric.${known}`, {
    subject: base.startsWith('system.queue') ? queueName(subject) : subject,
  });
}
