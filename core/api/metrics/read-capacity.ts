import * as z from 'zod';
import { recommend } from '../../capacity/recommend.ts';
import type { Queryable } from '../../database/pool.ts';
import type { CapacityMetrics } from './metric-shapes.ts';
import { type MeasuredWork, measureWork } from './measured-work.ts';
import { readPending } from './read-pending.ts';
import { decodeMsOf, queuePercentOf, sumDropped } from './read-udp.ts';
import { livingOf, newestSystem, NO_TASK, type Recent, rounded, sumOf } from './recent-measurements.ts';

const countRow = z.tuple([z.object({ servers: z.number() })]);

/** Terminals that the system has to serve: registered and not paused. */
export async function countServers(database: Queryable): Promise<number> {
  const { rows } = await database.query<Record<string, unknown>>(
    'select count(*)::int as servers from terminals where removed_at is null and enabled',
  );
  return countRow.parse(rows)[0].servers;
}

/** What the system could serve, from what it was busy with in the last 15 minutes (docs/adr/0022-measurements.md). */
export function readCapacity(
  recent: Recent,
  servers: number,
  work: MeasuredWork = measureWork(recent, servers),
): Omit<CapacityMetrics, 'timestamp'> {
  const { estimate, stages, arrivals, sample, storeSums } = work;
  const tasks = livingOf(recent.ingest, recent.now).map(({ data }) => data);
  const decodeMs = decodeMsOf(recent);
  const queuePercent = queuePercentOf(recent);
  const pending = readPending(recent);
  const database = newestSystem(recent)?.data.database;
  const advice = recommend(estimate, {
    queuePercent,
    avgProcessingMs: decodeMs,
    pendingBatches: pending,
    spoolPercent:
      tasks.length === 0
        ? null
        : Math.max(...tasks.map(({ spool }) => (spool.bytes / Math.max(1, spool.maxBytes)) * 100)),
    kernelDrops: sumDropped(recent).kernel ?? 0,
    databaseConnectionsPercent:
      database === undefined ? null : (database.connections / Math.max(1, database.maxConnections)) * 100,
  });
  return {
    current_servers: servers,
    max_servers_estimate: estimate.maxServers,
    headroom_servers: estimate.headroomServers,
    headroom_percent: rounded(estimate.headroomPercent),
    current_utilization_percent: rounded(estimate.utilizationPercent),
    workers: sumOf(tasks, ({ workers }) => workers),
    messages_per_worker_per_sec: decodeMs === null || decodeMs === 0 ? null : rounded(1_000 / decodeMs, 1),
    total_capacity_per_sec: rounded(estimate.totalCapacityPerS, 1),
    avg_processing_time_ms: rounded(decodeMs, 4),
    queue_utilization_percent: queuePercent,
    batch_pending: pending,
    recommendations: advice.map(({ text }) => text),
    can_handle_3000_servers: estimate.canHandle3000,
    online_servers: sumOf(tasks, ({ terminals }) => terminals.online),
    bottleneck: estimate.bottleneck,
    stages: stages.map(({ stage, ratePerS }) => ({ stage, messages_per_sec: rounded(ratePerS, 1) })),
    messages_per_server_per_sec:
      arrivals === undefined
        ? null
        : {
            median: rounded(arrivals.perTerminal.median, 4),
            p95: rounded(arrivals.perTerminal.p95, 4),
          },
    sample: {
      messages: sample.messages,
      seconds: rounded(sample.seconds, 1),
      store_invocations: storeSums.runs,
      largest_store_invocation: storeSums.largestItems,
      confidence: estimate.confidence,
    },
    advice: advice.map(({ value, ...one }) => ({ ...one, value: rounded(value) })),
    alerts: [
      ...(tasks.length === 0 ? [NO_TASK] : []),
      ...(recent.store.length === 0 ? ['Nothing was stored in the last 15 minutes.'] : []),
      ...(database === undefined ? ['measure-system has not written for three minutes.'] : []),
    ],
  };
}
