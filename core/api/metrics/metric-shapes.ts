import * as z from 'zod';
import { timeAnswer } from '../answer-shapes.ts';

/** Null: not known now; `alerts` says why. */
const told = z.number().nullable();
const alerts = z
  .array(z.string())
  .describe('What could not be asked, and what somebody should look at; empty: nothing');
const timestamp = timeAnswer;

export const systemMetrics = z
  .strictObject({
    timestamp,
    cpu: z.strictObject({ percent: told, count: z.number() }),
    memory: z.strictObject({ total_gb: told, available_gb: told, percent: told }),
    disk: z.strictObject({ total_gb: told, free_gb: told, percent: told }),
    process: z.strictObject({ memory_mb: told, threads: told, open_files: told, cpu_percent: told }),
    uptime_seconds: told.describe('Of the task that has run longest'),
    tasks: z.int().describe('Ingest tasks that measured themselves in the last 35 s'),
    alerts,
  })
  .describe(
    'The computers of the ingest tasks: sums over the tasks, percents of all of their cores and bytes',
  );

const tableCounts = z.strictObject({
  servers: z.number(),
  moonbot_orders: z.number(),
  sql_command_log: z.number(),
  server_balance: z.number(),
  moonbot_api_errors: z.number(),
  strategy_cache: z.number(),
});

export const databaseMetrics = z.strictObject({
  timestamp,
  type: z.literal('postgresql'),
  pool: z
    .strictObject({
      pool_size: told.describe('Connections that the server takes'),
      checked_in: told.describe('Idle ones'),
      checked_out: told.describe('At work, or in a transaction'),
      overflow: told.describe("Taken beyond the places for everybody, of the superusers' own"),
      invalid: told.describe('In a transaction that failed and was not ended'),
      utilization_percent: told,
      waiting_for_lock: told,
      longest_transaction_seconds: told,
    })
    .describe('Of the writer'),
  tables: tableCounts.describe(
    'Rows: counted where there are few, else as the statistics know them; -1: not known',
  ),
  size_bytes: told,
  cache_hit_percent: told,
  replica_lag_ms: told.describe('Null: there is no replica, or it does not tell'),
  alerts,
});

export const websocketMetrics = z.strictObject({
  timestamp,
  total_connections: z.number(),
  total_users: z.number(),
  total_messages_sent: z.number().describe('Of the last 15 minutes'),
  total_bytes_sent: z.number().describe('Of the last 15 minutes'),
  batch_enabled: z.boolean(),
  compression_enabled: z.boolean(),
  pending_batches: z.number(),
  reason: z.string().nullable().describe('Why all are zero, when nothing pushes'),
  lag_ms: told.describe('From the commit of a change to its frame, mean'),
  alerts,
});

const workerPool = z.strictObject({
  messages_received: z.number().describe('Datagrams since the tasks started'),
  messages_processed: z.number().describe('Of them, those that became messages'),
  messages_dropped: z.number().describe('Good ones for which there was no room'),
  processing_errors: z.number().describe('Not readable, or of nobody who is registered'),
  queue_high_watermark: z.number().describe('Datagrams waiting at the fullest moment of the last 15 minutes'),
  avg_processing_time_ms: told.describe('Busy time of a decode worker a message, of the last 15 minutes'),
  pending: z.number(),
  queue_size: z.number().describe('Datagrams that may wait'),
  workers: z.int(),
  running: z.boolean(),
});

export const udpMetrics = z.strictObject({
  timestamp,
  active_listeners: z.number().describe('Terminals whose datagrams are taken'),
  global_socket: z.strictObject({
    running: z.boolean(),
    port: told,
    total_packets: z.number().describe('Since the tasks started'),
    packets_per_second: z.number(),
    registered_listeners: z.number(),
    last_error: z.string().nullable(),
    use_worker_pool: z.boolean(),
    worker_pool: workerPool,
    receive_buffer_bytes: told.describe('That the kernel gave each socket'),
    dropped_by_reason: z
      .record(z.string(), z.number())
      .describe('Of the last 15 minutes; `kernel`: a buffer of a socket was full'),
  }),
  worker_pool: workerPool,
  batch_processor: z
    .strictObject({
      total_items: z.number().describe('Records stored'),
      total_batches: z.number(),
      total_inserts: z.number().describe('Rows of the log'),
      total_updates: z.number().describe('Records that changed the newest state without a row of the log'),
      total_errors: z.number().describe('Records that became dead letters, and batches that failed'),
      avg_batch_size: told,
      avg_flush_time_ms: told.describe('Of an invocation of store-batch'),
      pending: told.describe('Batches in the memory of the tasks, in their spools and in the queue'),
      lag_ms: told.describe('From the socket to the commit, mean'),
    })
    .describe('What stores, of the last 15 minutes'),
  load_level: z.enum(['normal', 'high', 'critical']),
  queue_utilization_percent: told.describe('At the fullest moment of the last minute'),
  packets_per_second: z.number(),
  alerts,
});

export const redisMetrics = z.strictObject({
  timestamp,
  connected: z.boolean().describe('A PING has just been answered'),
  using_fallback: z.boolean().describe('Only the memory of each process is used'),
  default_ttl: z.number().describe('Seconds that what is cached most, a person, is kept'),
  latency_ms: told,
  alerts,
});

const stageName = z.enum(['receive', 'decode', 'cpu', 'store', 'database']);

export const capacityMetrics = z.strictObject({
  timestamp,
  current_servers: z.int().describe('Terminals that are registered and not paused'),
  max_servers_estimate: told,
  headroom_servers: told,
  headroom_percent: told,
  current_utilization_percent: told.describe('What arrives in a busy half minute, of what can be done'),
  workers: z.int(),
  messages_per_worker_per_sec: told,
  total_capacity_per_sec: told.describe('Messages a second of the narrowest stage'),
  avg_processing_time_ms: told,
  queue_utilization_percent: told,
  batch_pending: told,
  recommendations: z.array(z.string()),
  can_handle_3000_servers: z.boolean().nullable(),
  online_servers: z.int(),
  bottleneck: stageName.nullable(),
  stages: z
    .array(z.strictObject({ stage: stageName, messages_per_sec: told }))
    .describe('Null: not measured, or too little to do for a figure'),
  messages_per_server_per_sec: z
    .strictObject({ median: z.number(), p95: z.number() })
    .nullable()
    .describe('Of a terminal on-line, over half minutes'),
  sample: z
    .strictObject({
      messages: z.int(),
      seconds: z.number(),
      store_invocations: z.int(),
      largest_store_invocation: z.int(),
      confidence: z.enum(['none', 'low', 'good']),
    })
    .describe('What the estimate rests on: with `none` there is no estimate'),
  advice: z
    .array(
      z.strictObject({
        code: z.string(),
        setting: z.string().nullable().describe('A field of the stage'),
        stage: stageName.nullable(),
        value: told,
        text: z.string(),
      }),
    )
    .describe('The recommendations, to be read by program'),
  alerts,
});

export const serversLoad = z.strictObject({
  timestamp,
  total_servers: z.int(),
  active_servers: z.int().describe('Not paused'),
  listening_servers: z.int().describe('Of the active ones: there is a task that takes what they send'),
  online_servers: z.int(),
  recent_orders_1h: z.int().describe('Opened or closed within the last hour'),
  recent_sql_logs_1h: z.int().describe('Messages about orders within the last hour; at most 100000'),
  load_factor: z.number().describe('Listening of active, percent'),
});

export const allMetrics = z.strictObject({
  system: systemMetrics,
  database: databaseMetrics,
  websocket: websocketMetrics,
  udp: udpMetrics,
  redis: redisMetrics,
  timestamp,
});

export const metricSeries = z.strictObject({
  series: z.array(
    z.strictObject({
      name: z.string(),
      source: z.enum(['ingest', 'store', 'live', 'system']),
      unit: z.enum(['count', 'perSecond', 'ms', 'seconds', 'percent', 'bytes']),
    }),
  ),
});

export const metricHistory = z.strictObject({
  from: timeAnswer,
  to: timeAnswer,
  series: z.array(
    z.strictObject({
      metric: z.string(),
      unit: z.enum(['count', 'perSecond', 'ms', 'seconds', 'percent', 'bytes']),
      stepSeconds: z.number().describe('Width of the time that a point stands for; it begins at `at`'),
      points: z.array(z.strictObject({ at: timeAnswer, value: z.number() })).max(501),
    }),
  ),
});

export type SystemMetrics = z.infer<typeof systemMetrics>;
export type DatabaseMetrics = z.infer<typeof databaseMetrics>;
export type WebsocketMetrics = z.infer<typeof websocketMetrics>;
export type UdpMetrics = z.infer<typeof udpMetrics>;
export type RedisMetrics = z.infer<typeof redisMetrics>;
export type CapacityMetrics = z.infer<typeof capacityMetrics>;
