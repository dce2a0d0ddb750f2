import type * as z from 'zod';
import type { deadLetterQueues } from '../../../../core/api/metrics/dead-letter-shapes.ts';
import type { allMetrics, capacityMetrics } from '../../../../core/api/metrics/metric-shapes.ts';

export type AllMetrics = z.infer<typeof allMetrics>;
export type Capacity = z.infer<typeof capacityMetrics>;
export type Queues = z.infer<typeof deadLetterQueues>['queues'];

/** What somebody should look at, the worst first. */
export interface Attention {
  readonly code:
    | 'noTask'
    | 'lost'
    | 'databaseAway'
    | 'deadQueue'
    | 'queueFull'
    | 'cpu'
    | 'memory'
    | 'disk'
    | 'connections'
    | 'locks'
    | 'replicaBehind'
    | 'cacheAway'
    | 'unreadable';
  readonly tone: 'bad' | 'warn';
  /** In the unit of the words. */
  readonly value: number;
  /** Such as a queue. */
  readonly subject?: string;
}

/** Good datagrams for which there was no room, unlike those that were refused: ingest-fargate/drop-classes.ts. */
export const LOST_REASONS: ReadonlySet<string> = new Set([
  'kernel',
  'queue_full',
  'source_rate',
  'spool_full',
  'record_too_large',
  'fragment_evicted',
  'chart_evicted',
]);
/** Neither: commands that did not leave, and what strangers send. */
const NOT_UNREADABLE: ReadonlySet<string> = new Set([...LOST_REASONS, 'send_failed', 'unknown_source']);

const FULL_PERCENT = 90;
const QUEUE_HIGH_PERCENT = 50;
const QUEUE_CRITICAL_PERCENT = 80;
const CONNECTIONS_HIGH_PERCENT = 80;
const REPLICA_BEHIND_MS = 5_000;
const MANY_UNREADABLE = 100;

export function findAttention({ udp, system, database, redis }: AllMetrics, queues: Queues): Attention[] {
  const found: Attention[] = [];
  const add = (
    isSo: boolean,
    code: Attention['code'],
    tone: Attention['tone'],
    value = 0,
    subject?: string,
  ): void => {
    if (isSo) found.push({ code, tone, value, ...(subject === undefined ? {} : { subject }) });
  };
  const { running, dropped_by_reason: dropped } = udp.global_socket;
  const sumOf = (isCounted: (reason: string) => boolean): number =>
    Object.entries(dropped).reduce((sum, [reason, count]) => sum + (isCounted(reason) ? count : 0), 0);
  const lost = sumOf((reason) => LOST_REASONS.has(reason));
  const unreadable = sumOf((reason) => !NOT_UNREADABLE.has(reason));
  const queuePercent = udp.queue_utilization_percent ?? 0;
  const { pool } = database;

  add(!running, 'noTask', 'bad');
  add(lost > 0, 'lost', 'bad', lost);
  add(pool.pool_size === null, 'databaseAway', 'bad');
  for (const { name, deadLetters } of queues)
    add((deadLetters ?? 0) > 0, 'deadQueue', 'bad', deadLetters ?? 0, name);
  add(
    queuePercent > QUEUE_HIGH_PERCENT,
    'queueFull',
    queuePercent > QUEUE_CRITICAL_PERCENT ? 'bad' : 'warn',
    queuePercent,
  );
  for (const name of ['cpu', 'memory', 'disk'] as const)
    add((system[name].percent ?? 0) > FULL_PERCENT, name, 'warn', system[name].percent ?? 0);
  const connections = pool.utilization_percent ?? 0;
  add(connections > CONNECTIONS_HIGH_PERCENT, 'connections', 'warn', connections);
  add((pool.waiting_for_lock ?? 0) > 0, 'locks', 'warn', pool.waiting_for_lock ?? 0);
  const lagMs = database.replica_lag_ms ?? 0;
  add(lagMs > REPLICA_BEHIND_MS, 'replicaBehind', 'warn', lagMs);
  // Where no shared cache is meant to be, nothing is wrong with its being away.
  add(redis.using_fallback && redis.alerts.length > 0, 'cacheAway', 'warn');
  add(unreadable > MANY_UNREADABLE, 'unreadable', 'warn', unreadable);
  return found;
}

/** What the server says beside the figures, in its own words, each once. */
export function collectAlerts(all: AllMetrics, capacity: Capacity | undefined): readonly string[] {
  const { system, database, websocket, udp, redis } = all;
  return [
    ...new Set(
      [system, database, websocket, udp, redis, ...(capacity === undefined ? [] : [capacity])].flatMap(
        ({ alerts }) => alerts,
      ),
    ),
  ];
}
