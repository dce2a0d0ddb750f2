import { loadLevelOf } from '../../capacity/load-level.ts';
import type { UdpMetrics } from './metric-shapes.ts';
import type { MeasuredWork } from './measured-work.ts';
import { readPending } from './read-pending.ts';
import { livingOf, NO_TASK, quotient, type Recent, rounded, sumOf } from './recent-measurements.ts';

/** The Commander's: more messages that nobody can read than this are told. */
const MANY_ERRORS = 100;
const MINUTE_MS = 60_000;

/** Receiving, decoding and storing. Totals are of the tasks that live; means, drops and what was stored of the last 15 minutes. */
export function readUdp(recent: Recent, { estimate }: MeasuredWork): Omit<UdpMetrics, 'timestamp'> {
  const { ingest, store, now } = recent;
  const tasks = livingOf(ingest, now).map(({ data }) => data);
  const running = tasks.length > 0;
  const perSecond = rounded(sumOf(tasks, ({ received, intervalMs }) => (received / intervalMs) * 1_000));
  const listeners = Math.max(0, ...tasks.map(({ terminals }) => terminals.registered - terminals.unresolved));
  const dropped = sumDropped(recent);
  const pool = {
    messages_received: sumOf(tasks, ({ totals }) => totals.received),
    messages_processed: sumOf(tasks, ({ totals }) => totals.accepted),
    messages_dropped: sumOf(tasks, ({ totals }) => totals.lost),
    processing_errors: sumOf(tasks, ({ totals }) => totals.refused),
    queue_high_watermark: Math.max(0, ...ingest.map(({ data }) => data.queue.highWaterDatagrams)),
    avg_processing_time_ms: rounded(decodeMsOf(recent), 4),
    pending: sumOf(tasks, ({ queue }) => queue.datagrams),
    queue_size: sumOf(tasks, ({ queue }) => queue.limitDatagrams),
    workers: sumOf(tasks, ({ workers }) => workers),
    running,
  };
  const queuePercent = queuePercentOf(recent);
  const records = sumOf(store, ({ data }) => data.records);
  const batches = sumOf(store, ({ data }) => data.batches);
  const logged = sumOf(store, ({ data }) => data.logged);
  const withLag = store.filter(({ data }) => data.lagMs !== null);
  return {
    active_listeners: listeners,
    global_socket: {
      running,
      port: tasks[0]?.udpPort ?? null,
      total_packets: pool.messages_received,
      packets_per_second: perSecond,
      registered_listeners: listeners,
      last_error: running ? null : NO_TASK,
      use_worker_pool: true,
      worker_pool: pool,
      receive_buffer_bytes: running ? Math.min(...tasks.map((task) => task.receiveBufferBytes)) : null,
      dropped_by_reason: dropped,
    },
    worker_pool: pool,
    batch_processor: {
      total_items: records,
      total_batches: batches,
      total_inserts: logged,
      total_updates: Math.max(0, records - logged),
      total_errors: sumOf(store, ({ data }) => data.deadLetters + data.failedBatches),
      avg_batch_size: rounded(quotient(records, batches)),
      avg_flush_time_ms: rounded(
        quotient(
          sumOf(store, ({ data }) => data.busyMs),
          sumOf(store, ({ data }) => data.invocations),
        ),
      ),
      pending: readPending(recent),
      lag_ms: rounded(
        quotient(
          sumOf(withLag, ({ data }) => (data.lagMs?.mean ?? 0) * data.records),
          sumOf(withLag, ({ data }) => data.records),
        ),
      ),
    },
    load_level: loadLevelOf({ queuePercent, utilizationPercent: estimate.utilizationPercent }),
    queue_utilization_percent: queuePercent,
    packets_per_second: perSecond,
    alerts: running ? alertsOf(recent, dropped, queuePercent) : [NO_TASK],
  };
}

/** Busy time of a worker a message. */
export function decodeMsOf({ ingest }: Recent): number | null {
  return quotient(
    sumOf(ingest, ({ data }) => data.decodeBusyMs),
    sumOf(ingest, ({ data }) => data.messages),
  );
}

/** At the fullest moment of the last minute; null without a task. */
export function queuePercentOf({ ingest, now }: Recent): number | null {
  const lastMinute = ingest.filter(({ measuredAt }) => now.getTime() - measuredAt.getTime() <= MINUTE_MS);
  if (lastMinute.length === 0) return null;
  return Math.max(...lastMinute.map(({ data }) => data.queue.highWaterPercent));
}

export function sumDropped({ ingest }: Pick<Recent, 'ingest'>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { data } of ingest)
    for (const [reason, count] of Object.entries(data.dropped)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

function alertsOf(
  { ingest }: Recent,
  dropped: Readonly<Record<string, number>>,
  queuePercent: number | null,
): string[] {
  const lost = sumOf(ingest, ({ data }) => data.lost);
  const unreadable = sumOf(ingest, ({ data }) => data.refused) - (dropped.unknown_source ?? 0);
  const spooled = sumOf(livingSpools(ingest), ({ data }) => data.spool.batches);
  const alerts: string[] = [];
  if (lost > 0)
    alerts.push(`${lost} good datagrams found no room in the last 15 minutes: see dropped_by_reason.`);
  if (unreadable > MANY_ERRORS)
    alerts.push(`${unreadable} datagrams could not be read in the last 15 minutes.`);
  if ((queuePercent ?? 0) > 80) alerts.push(`The queue before the workers is ${queuePercent ?? 0} % full.`);
  if (spooled > 0) alerts.push(`${spooled} batches wait on the disks of tasks: SQS does not take them.`);
  return alerts;
}

function livingSpools(ingest: Recent['ingest']): Recent['ingest'] {
  return [...new Map(ingest.map((row) => [row.instance, row])).values()];
}
