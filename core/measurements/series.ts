import { MEASURED_TABLES } from './measure-database.ts';
import type { MeasurementSource } from './sources.ts';

export const UNITS = ['count', 'perSecond', 'ms', 'seconds', 'percent', 'bytes'] as const;
export type Unit = (typeof UNITS)[number];

type Path = readonly [string, ...string[]];

/**
 * How a series is made of rows. `level`: the mean of a time, of several instances together. `rate`: counts by the seconds in which they were
 * counted, instances added up. `quotient`: the sum of one count by the sum of another.
 */
export type SeriesRule =
  | { readonly kind: 'level'; readonly path: Path; readonly over: 'sum' | 'mean' | 'max' }
  | { readonly kind: 'rate'; readonly path: Path }
  | { readonly kind: 'quotient'; readonly path: Path; readonly by: Path };

export interface Series {
  /** Such as `ingest.received`. */
  readonly name: string;
  readonly source: MeasurementSource;
  readonly unit: Unit;
  readonly rule: SeriesRule;
}

/** Names of core/measurements/queues.ts that programs read from. */
const QUEUES = ['records', 'messages', 'commands'];

function of(source: MeasurementSource) {
  const name = (short: string): string => `${source}.${short}`;
  return {
    rate: (short: string, ...path: Path): Series => ({
      name: name(short),
      source,
      unit: 'perSecond',
      rule: { kind: 'rate', path },
    }),
    level: (short: string, unit: Unit, over: 'sum' | 'mean' | 'max', ...path: Path): Series => ({
      name: name(short),
      source,
      unit,
      rule: { kind: 'level', path, over },
    }),
    quotient: (short: string, unit: Unit, path: Path, by: Path): Series => ({
      name: name(short),
      source,
      unit,
      rule: { kind: 'quotient', path, by },
    }),
  };
}

const ingest = of('ingest');
const store = of('store');
const live = of('live');
const system = of('system');

/** All that has a history. */
export const SERIES: readonly Series[] = [
  ingest.rate('received', 'received'),
  ingest.rate('messages', 'messages'),
  ingest.rate('lost', 'lost'),
  ingest.rate('refused', 'refused'),
  ingest.rate('delivered', 'delivered', 'records'),
  ingest.rate('deliveryFailures', 'delivered', 'failures'),
  ingest.quotient('decodeMs', 'ms', ['decodeBusyMs'], ['messages']),
  ingest.quotient('messagesPerBatch', 'count', ['messages'], ['batches']),
  ingest.level('queuePercent', 'percent', 'max', 'queue', 'highWaterPercent'),
  ingest.level('queueDatagrams', 'count', 'sum', 'queue', 'datagrams'),
  ingest.level('deliveryWaiting', 'count', 'sum', 'deliveryWaiting'),
  ingest.level('spoolBytes', 'bytes', 'sum', 'spool', 'bytes'),
  ingest.level('terminalsOnline', 'count', 'sum', 'terminals', 'online'),
  ingest.level('terminalsSilent', 'count', 'sum', 'terminals', 'silent'),
  ingest.level('hostCpuPercent', 'percent', 'mean', 'host', 'cpuPercent'),
  ingest.level('processCpuPercent', 'percent', 'mean', 'process', 'cpuPercent'),
  ingest.level('processMemoryBytes', 'bytes', 'sum', 'process', 'memoryBytes'),
  ingest.level('memoryAvailableBytes', 'bytes', 'sum', 'host', 'memoryAvailableBytes'),
  ingest.level('diskFreeBytes', 'bytes', 'sum', 'host', 'diskFreeBytes'),
  ingest.level('openFiles', 'count', 'sum', 'process', 'openFiles'),
  store.rate('records', 'records'),
  store.rate('invocations', 'invocations'),
  store.rate('deadLetters', 'deadLetters'),
  store.rate('failedBatches', 'failedBatches'),
  store.quotient('invocationMs', 'ms', ['busyMs'], ['invocations']),
  store.quotient('recordMs', 'ms', ['busyMs'], ['records']),
  store.level('lagMs', 'ms', 'mean', 'lagMs', 'mean'),
  store.level('lagMaxMs', 'ms', 'max', 'lagMs', 'max'),
  live.level('connections', 'count', 'max', 'connections'),
  live.level('users', 'count', 'max', 'users'),
  live.rate('messagesSent', 'messagesSent'),
  live.rate('bytesSent', 'bytesSent'),
  live.level('pendingBatches', 'count', 'sum', 'pendingBatches'),
  live.level('lagMs', 'ms', 'mean', 'lagMs', 'mean'),
  system.level('databaseConnections', 'count', 'mean', 'database', 'connections'),
  system.level('databaseActive', 'count', 'mean', 'database', 'active'),
  system.level('databaseWaitingForLock', 'count', 'max', 'database', 'waitingForLock'),
  system.level('databaseLongestTransaction', 'seconds', 'max', 'database', 'longestTransactionSeconds'),
  system.level('databaseBytes', 'bytes', 'mean', 'database', 'sizeBytes'),
  system.level('databaseCacheHitPercent', 'percent', 'mean', 'database', 'cacheHitPercent'),
  system.level('replicaLagMs', 'ms', 'max', 'database', 'replicaLagMs'),
  system.level('outboxDue', 'count', 'mean', 'outbox', 'due'),
  system.level('outboxOldestDue', 'seconds', 'max', 'outbox', 'oldestDueSeconds'),
  system.level('deadLetters', 'count', 'mean', 'deadLetters'),
  system.level('terminalsRegistered', 'count', 'mean', 'terminals', 'registered'),
  ...QUEUES.flatMap((queue) => [
    system.level(`queueWaiting.${queue}`, 'count', 'mean', 'queues', queue, 'waiting'),
    system.level(`queueInFlight.${queue}`, 'count', 'mean', 'queues', queue, 'inFlight'),
  ]),
  ...[...QUEUES, 'updates'].map((queue) =>
    system.level(`queueDeadLetters.${queue}`, 'count', 'mean', 'queues', queue, 'deadLetters'),
  ),
  ...MEASURED_TABLES.flatMap((table) => [
    system.level(`tableBytes.${table}`, 'bytes', 'mean', 'tables', table, 'bytes'),
    system.level(`tableRows.${table}`, 'count', 'mean', 'tables', table, 'rows'),
  ]),
];

const BY_NAME: ReadonlyMap<string, Series> = new Map(SERIES.map((one) => [one.name, one]));

export function findSeries(name: string): Series | undefined {
  return BY_NAME.get(name);
}
