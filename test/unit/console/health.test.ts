import { SERIES } from '../../../core/measurements/series.ts';
import {
  type AllMetrics,
  collectAlerts,
  findAttention,
  LOST_REASONS,
} from '../../../console/src/pages/health/find-attention.ts';
import { chartPoints } from '../../../console/src/pages/health/chart-points.ts';
import { groupOf, METRIC_GROUPS, splitMetric } from '../../../console/src/pages/health/metric-groups.ts';
import { en } from '../../../console/src/pages/health/en.ts';
import { sumOfClass } from '../../../ingest-fargate/drop-classes.ts';

const workerPool = {
  messages_received: 0,
  messages_processed: 0,
  messages_dropped: 0,
  processing_errors: 0,
  queue_high_watermark: 0,
  avg_processing_time_ms: null,
  pending: 0,
  queue_size: 50_000,
  workers: 1,
  running: true,
};
const timestamp = '2026-01-01T00:00:00.000Z';
const WELL: AllMetrics = {
  timestamp,
  system: {
    timestamp,
    cpu: { percent: 20, count: 2 },
    memory: { total_gb: 4, available_gb: 2, percent: 50 },
    disk: { total_gb: 20, free_gb: 10, percent: 50 },
    process: { memory_mb: 200, threads: 10, open_files: 40, cpu_percent: 5 },
    uptime_seconds: 60,
    tasks: 1,
    alerts: [],
  },
  database: {
    timestamp,
    type: 'postgresql',
    pool: {
      pool_size: 100,
      checked_in: 5,
      checked_out: 1,
      overflow: 0,
      invalid: 0,
      utilization_percent: 6,
      waiting_for_lock: 0,
      longest_transaction_seconds: 0,
    },
    tables: {
      servers: 1,
      moonbot_orders: 1,
      sql_command_log: 1,
      server_balance: 1,
      moonbot_api_errors: 1,
      strategy_cache: 1,
    },
    size_bytes: 1,
    cache_hit_percent: 99,
    replica_lag_ms: 3,
    alerts: [],
  },
  websocket: {
    timestamp,
    total_connections: 0,
    total_users: 0,
    total_messages_sent: 0,
    total_bytes_sent: 0,
    batch_enabled: true,
    compression_enabled: false,
    pending_batches: 0,
    reason: null,
    lag_ms: null,
    alerts: [],
  },
  udp: {
    timestamp,
    active_listeners: 1,
    global_socket: {
      running: true,
      port: 2500,
      total_packets: 0,
      packets_per_second: 0,
      registered_listeners: 1,
      last_error: null,
      use_worker_pool: true,
      worker_pool: workerPool,
      receive_buffer_bytes: null,
      dropped_by_reason: {},
    },
    worker_pool: workerPool,
    batch_processor: {
      total_items: 0,
      total_batches: 0,
      total_inserts: 0,
      total_updates: 0,
      total_errors: 0,
      avg_batch_size: null,
      avg_flush_time_ms: null,
      pending: 0,
      lag_ms: null,
    },
    load_level: 'normal',
    queue_utilization_percent: 1,
    packets_per_second: 0,
    alerts: [],
  },
  redis: {
    timestamp,
    connected: false,
    using_fallback: true,
    default_ttl: 30,
    latency_ms: null,
    alerts: [],
  },
};
const QUEUES = [{ name: 'records', waiting: 0, inFlight: 0, deadLetters: 0, canRedrive: true }];
const withDrops = (dropped: Record<string, number>): AllMetrics => ({
  ...WELL,
  udp: { ...WELL.udp, global_socket: { ...WELL.udp.global_socket, dropped_by_reason: dropped } },
});
const codesOf = (all: AllMetrics, queues = QUEUES) => findAttention(all, queues).map(({ code }) => code);

describe('what needs attention', () => {
  it('is nothing while all is well, a cache that nobody meant to have included', () => {
    expect(codesOf(WELL)).toEqual([]);
  });

  it('is good data that was lost, and not what strangers send', () => {
    expect(findAttention(withDrops({ kernel: 3, queue_full: 2, unknown_source: 9_000 }), QUEUES)).toEqual([
      { code: 'lost', tone: 'bad', value: 5 },
    ]);
    expect(codesOf(withDrops({ binary: 60, malformed_gzip: 60 }))).toEqual(['unreadable']);
  });

  it('calls lost what the ingest task calls lost', () => {
    const lost = Object.keys(en)
      .filter((key) => key.startsWith('drop.'))
      .map((key) => key.slice('drop.'.length))
      .filter((reason) => sumOfClass({ [reason]: 1 }, 'lost') === 1);
    expect(new Set(lost)).toEqual(LOST_REASONS);
  });

  it('is a queue with dead letters, by its name', () => {
    expect(
      findAttention(WELL, [{ name: 'commands', waiting: 0, inFlight: 0, deadLetters: 4, canRedrive: true }]),
    ).toEqual([{ code: 'deadQueue', tone: 'bad', value: 4, subject: 'commands' }]);
  });

  it('is a source that is away, a full queue, few connections left and a replica that is behind', () => {
    const ill: AllMetrics = {
      ...WELL,
      udp: { ...WELL.udp, queue_utilization_percent: 85 },
      database: {
        ...WELL.database,
        pool: { ...WELL.database.pool, utilization_percent: 90, waiting_for_lock: 2 },
        replica_lag_ms: 6_000,
      },
      redis: { ...WELL.redis, alerts: ['The shared cache does not answer.'] },
    };
    expect(codesOf(ill)).toEqual(['queueFull', 'connections', 'locks', 'replicaBehind', 'cacheAway']);
    expect(collectAlerts(ill, undefined)).toEqual(['The shared cache does not answer.']);
    const away: AllMetrics = {
      ...WELL,
      udp: { ...WELL.udp, global_socket: { ...WELL.udp.global_socket, running: false } },
      database: { ...WELL.database, pool: { ...WELL.database.pool, pool_size: null } },
    };
    expect(codesOf(away)).toEqual(['noTask', 'databaseAway']);
  });
});

describe('the charts of the health page', () => {
  it('show every series of the API in a group, under a name in words', () => {
    const names = new Set(Object.keys(en));
    for (const { name } of SERIES) {
      expect(METRIC_GROUPS).toContain(groupOf(name));
      expect(names).toContain(`metric.${splitMetric(name).base}`);
    }
    for (const group of METRIC_GROUPS)
      expect(SERIES.filter(({ name }) => groupOf(name) === group).length).toBeGreaterThan(3);
  });

  it('break the line where nothing was measured', () => {
    const at = (second: number) => new Date(second * 1_000).toISOString();
    const points = [0, 10, 60].map((second) => ({ at: at(second), value: second }));
    expect(chartPoints(points, 10)).toEqual({
      x: [0, 10_000, 20_000, 60_000],
      values: [0, 10, null, 60],
    });
  });
});
