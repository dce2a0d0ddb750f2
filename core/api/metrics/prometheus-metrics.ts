import type { CacheProbe } from '../../cache/probe-cache.ts';
import type { Measured } from '../../measurements/read-measurements.ts';
import type { IngestData } from '../../measurements/sources.ts';
import type { CapacityMetrics } from './metric-shapes.ts';
import { decodeMsOf } from './read-udp.ts';
import { livingOf, newestSystem, quotient, type Recent, sumOf } from './recent-measurements.ts';

/** What the text is made of. */
export interface PrometheusFacts {
  readonly recent: Recent;
  readonly capacity: Omit<CapacityMetrics, 'timestamp'>;
  readonly cache: CacheProbe;
}

export interface PrometheusSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface PrometheusMetric {
  /** Ends in its unit; a counter in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** What is not known is left out. */
  readonly read: (facts: PrometheusFacts) => readonly PrometheusSample[];
}

type Task = Measured<'ingest'>;

const RATE_MS = 60_000;

function one(value: number | null | undefined): PrometheusSample[] {
  return value === null || value === undefined ? [] : [{ value }];
}

/** A sample for each living task. */
function ofTask(
  name: string,
  help: string,
  pick: (data: IngestData, task: Task) => number | null,
): PrometheusMetric {
  return {
    name: `telefleet_ingest_${name}`,
    help,
    labels: ['task'],
    read: ({ recent }) =>
      livingOf(recent.ingest, recent.now).flatMap((task) => {
        const value = pick(task.data, task);
        return value === null ? [] : [{ labels: { task: task.instance }, value }];
      }),
  };
}

function single(
  name: string,
  help: string,
  pick: (facts: PrometheusFacts) => number | null | undefined,
): PrometheusMetric {
  return { name: `telefleet_${name}`, help, labels: [], read: (facts) => one(pick(facts)) };
}

function labelled(
  name: string,
  help: string,
  label: string,
  pick: (facts: PrometheusFacts) => Readonly<Record<string, number | null | undefined>>,
): PrometheusMetric {
  return {
    name: `telefleet_${name}`,
    help,
    labels: [label],
    read: (facts) =>
      Object.entries(pick(facts)).flatMap(([value, number]) =>
        one(number).map((sample) => ({ ...sample, labels: { [label]: value } })),
      ),
  };
}

const database = ({ recent }: PrometheusFacts) => newestSystem(recent)?.data.database;
const inSeconds = (ms: number | null | undefined): number | null =>
  typeof ms === 'number' ? ms / 1_000 : null;
const ratio = (percent: number | null | undefined): number | null =>
  typeof percent === 'number' ? percent / 100 : null;

function lastMinute<Row extends { readonly measuredAt: Date }>(rows: readonly Row[], now: Date): Row[] {
  return rows.filter(({ measuredAt }) => now.getTime() - measuredAt.getTime() <= RATE_MS);
}

/** Counts of the last minute by the second, instances added up. */
function perSecond<Data extends { readonly intervalMs: number }>(
  rows: readonly { readonly instance: string; readonly data: Data }[],
  pick: (data: Data) => number,
): number {
  const instances = new Map<string, { count: number; ms: number }>();
  for (const { instance, data } of rows) {
    const sums = instances.get(instance) ?? { count: 0, ms: 0 };
    instances.set(instance, { count: sums.count + pick(data), ms: sums.ms + data.intervalMs });
  }
  return sumOf([...instances.values()], ({ count, ms }) => (quotient(count, ms) ?? 0) * 1_000);
}

/** Age of the newest row, seconds. */
function ageOf(rows: readonly { readonly measuredAt: Date }[], now: Date): number | null {
  const newest = rows.at(-1);
  return newest === undefined ? null : Math.max(0, (now.getTime() - newest.measuredAt.getTime()) / 1_000);
}

/** All that `/metrics` exposes. */
export const PROMETHEUS_METRICS: readonly PrometheusMetric[] = [
  labelled(
    'measurement_age_seconds',
    'Age of the newest measurement, up to 15 minutes',
    'source',
    ({ recent }) => ({
      ingest: ageOf(recent.ingest, recent.now),
      store: ageOf(recent.store, recent.now),
      live: ageOf(recent.live, recent.now),
      system: ageOf(recent.system, recent.now),
    }),
  ),
  single(
    'ingest_tasks',
    'Ingest tasks that measured themselves in the last 35 s',
    ({ recent }) => livingOf(recent.ingest, recent.now).length,
  ),
  ofTask('datagrams_received_total', 'Datagrams that the sockets gave', ({ totals }) => totals.received),
  ofTask('datagrams_accepted_total', 'Datagrams that became messages', ({ totals }) => totals.accepted),
  ofTask('datagrams_lost_total', 'Good datagrams for which there was no room', ({ totals }) => totals.lost),
  ofTask(
    'datagrams_refused_total',
    'Datagrams that are not readable or of nobody who is registered',
    ({ totals }) => totals.refused,
  ),
  ofTask('messages_total', 'Messages put into batches', ({ totals }) => totals.messages),
  ofTask('records_delivered_total', 'Records that SQS has taken', ({ totals }) => totals.recordsDelivered),
  ofTask('delivery_failures_total', 'Calls to SQS that failed', ({ totals }) => totals.deliveryFailures),
  ofTask(
    'queue_utilization_ratio',
    'Queue before the workers at its fullest moment of 10 s, of its limit',
    ({ queue }) => ratio(queue.highWaterPercent),
  ),
  ofTask('queue_datagrams', 'Datagrams that wait for a worker', ({ queue }) => queue.datagrams),
  ofTask(
    'delivery_waiting_batches',
    'Batches that wait for SQS in memory',
    ({ deliveryWaiting }) => deliveryWaiting,
  ),
  ofTask('spool_bytes', 'Batches on the disk, since SQS does not take them', ({ spool }) => spool.bytes),
  ofTask('workers', 'Decode workers', ({ workers }) => workers),
  ofTask('host_cpu_ratio', 'Busy cores of the computer, of all', ({ host }) => ratio(host.cpuPercent)),
  ofTask('process_cpu_ratio', 'Cores that the task keeps busy, of all', (data) =>
    ratio(data.process.cpuPercent),
  ),
  ofTask('process_memory_bytes', 'Resident memory of the task', (data) => data.process.memoryBytes),
  ofTask('process_open_files', 'Open files and sockets of the task', (data) => data.process.openFiles),
  ofTask('host_memory_available_bytes', 'Memory that is left', ({ host }) => host.memoryAvailableBytes),
  ofTask('host_disk_free_bytes', 'Room on the disk of the spool', ({ host }) => host.diskFreeBytes),
  ofTask('uptime_seconds', 'Since the task started', (data) => data.process.uptimeSeconds),
  labelled('ingest_terminals', 'Terminals by what the tasks know of them', 'state', ({ recent }) => {
    const tasks = livingOf(recent.ingest, recent.now);
    return {
      online: sumOf(tasks, ({ data }) => data.terminals.online),
      silent: sumOf(tasks, ({ data }) => data.terminals.silent),
      unresolved: Math.max(0, ...tasks.map(({ data }) => data.terminals.unresolved)),
    };
  }),
  single(
    'ingest_decode_seconds',
    'Busy time of a decode worker a message, mean of 15 minutes',
    ({ recent }) => inSeconds(decodeMsOf(recent)),
  ),
  single('store_records_per_second', 'Records stored in the last minute', ({ recent }) =>
    perSecond(lastMinute(recent.store, recent.now), ({ records }) => records),
  ),
  single(
    'store_invocation_seconds',
    'Time of an invocation of store-batch, mean of the last minute',
    ({ recent }) => {
      const rows = lastMinute(recent.store, recent.now);
      return inSeconds(
        quotient(
          sumOf(rows, ({ data }) => data.busyMs),
          sumOf(rows, ({ data }) => data.invocations),
        ),
      );
    },
  ),
  single('store_lag_seconds', 'From the socket to the commit, mean of the last minute', ({ recent }) => {
    const rows = lastMinute(recent.store, recent.now).filter(({ data }) => data.lagMs !== null);
    return inSeconds(
      quotient(
        sumOf(rows, ({ data }) => (data.lagMs?.mean ?? 0) * data.records),
        sumOf(rows, ({ data }) => data.records),
      ),
    );
  }),
  single(
    'live_connections',
    'Live sockets that are open',
    ({ recent }) => livingOf(recent.live, recent.now).at(-1)?.data.connections ?? 0,
  ),
  single(
    'live_users',
    'People with a live socket',
    ({ recent }) => livingOf(recent.live, recent.now).at(-1)?.data.users ?? 0,
  ),
  single('live_messages_per_second', 'Messages pushed in the last minute', ({ recent }) =>
    perSecond(lastMinute(recent.live, recent.now), ({ messagesSent }) => messagesSent),
  ),
  single('live_pending_batches', 'Batches that wait for a live socket', ({ recent }) =>
    sumOf(livingOf(recent.live, recent.now), ({ data }) => data.pendingBatches),
  ),
  labelled('database_connections', 'Connections of the writer by what they do', 'state', (facts) => ({
    active: database(facts)?.active,
    idle: database(facts)?.idle,
    idle_in_transaction: database(facts)?.idleInTransaction,
    waiting_for_lock: database(facts)?.waitingForLock,
  })),
  single(
    'database_max_connections',
    'Connections that the writer takes',
    (facts) => database(facts)?.maxConnections,
  ),
  single('database_size_bytes', 'Size of the database', (facts) => database(facts)?.sizeBytes),
  single('database_commits_total', 'Transactions committed', (facts) => database(facts)?.commitsTotal),
  single('database_rollbacks_total', 'Transactions rolled back', (facts) => database(facts)?.rollbacksTotal),
  single('database_deadlocks_total', 'Deadlocks', (facts) => database(facts)?.deadlocksTotal),
  single('database_statement_seconds_total', 'Time that statements ran, added up', (facts) =>
    inSeconds(database(facts)?.activeMsTotal),
  ),
  single('database_cache_hit_ratio', 'Pages found in memory, of all that were asked for', (facts) =>
    ratio(database(facts)?.cacheHitPercent),
  ),
  single(
    'database_longest_transaction_seconds',
    'Age of the oldest transaction',
    (facts) => database(facts)?.longestTransactionSeconds,
  ),
  single('database_replica_lag_seconds', 'How far the read replica is behind', (facts) =>
    inSeconds(database(facts)?.replicaLagMs),
  ),
  labelled('table_bytes', 'Size of a table with its indexes', 'table', ({ recent }) =>
    Object.fromEntries(
      Object.entries(newestSystem(recent)?.data.tables ?? {}).map(([table, { bytes }]) => [table, bytes]),
    ),
  ),
  labelled('table_rows', 'Rows of a table, as the statistics know them', 'table', ({ recent }) =>
    Object.fromEntries(
      Object.entries(newestSystem(recent)?.data.tables ?? {}).map(([table, { rows }]) => [table, rows]),
    ),
  ),
  {
    name: 'telefleet_queue_messages',
    help: 'Messages of a queue; dead: that could not be handled',
    labels: ['queue', 'state'],
    read: ({ recent }) =>
      Object.entries(newestSystem(recent)?.data.queues ?? {}).flatMap(([queue, depths]) =>
        Object.entries({
          waiting: depths.waiting,
          in_flight: depths.inFlight,
          dead: depths.deadLetters,
        }).flatMap(([state, count]) => one(count).map((sample) => ({ ...sample, labels: { queue, state } }))),
      ),
  },
  single(
    'outbox_due_messages',
    'Messages to people that are due and not sent',
    ({ recent }) => newestSystem(recent)?.data.outbox.due,
  ),
  single(
    'outbox_oldest_due_seconds',
    'Age of the oldest of them',
    ({ recent }) => newestSystem(recent)?.data.outbox.oldestDueSeconds,
  ),
  single(
    'statistics_lag_seconds',
    'Age of what the statistics have counted',
    ({ recent }) => newestSystem(recent)?.data.statistics.lagSeconds,
  ),
  single(
    'statistics_waiting_orders',
    'Closed orders that wait to be counted, up to 100,000',
    ({ recent }) => newestSystem(recent)?.data.statistics.marks,
  ),
  single(
    'dead_letters',
    'Records that could not be stored',
    ({ recent }) => newestSystem(recent)?.data.deadLetters,
  ),
  labelled('terminals', 'Terminals', 'state', ({ recent }) => ({
    registered: newestSystem(recent)?.data.terminals.registered,
    enabled: newestSystem(recent)?.data.terminals.enabled,
  })),
  single(
    'cache_up',
    '1 when the shared cache answers, 0 when only the memory of each process is used',
    ({ cache }) => (cache.state === 'shared' ? 1 : 0),
  ),
  single('cache_latency_seconds', 'Of a PING', ({ cache }) => inSeconds(cache.latencyMs)),
  single(
    'capacity_terminals',
    'Terminals that could be served, as measured',
    ({ capacity }) => capacity.max_servers_estimate,
  ),
  single(
    'capacity_utilization_ratio',
    'What arrives in a busy half minute, of what can be done',
    ({ capacity }) => ratio(capacity.current_utilization_percent),
  ),
  labelled(
    'capacity_stage_messages_per_second',
    'What a stage could do, as measured',
    'stage',
    ({ capacity }) =>
      Object.fromEntries(capacity.stages.map(({ stage, messages_per_sec }) => [stage, messages_per_sec])),
  ),
];
