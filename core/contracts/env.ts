/**
 * Every environment name of the system, once: `lib` sets them, the programs' config loaders read them.
 * Values are strings; units stand in the names.
 */
export const ENV = Object.freeze({
  /** Which stage of `lib/stages.ts` this program runs in. */
  stage: 'STAGE',
  logLevel: 'LOG_LEVEL',

  /** PostgreSQL URL; set on one machine. In AWS the secret below is read instead. */
  databaseUrl: 'DATABASE_URL',
  /** ARN of a secret `{ host, port, dbname, username, password }`. */
  databaseSecretArn: 'DATABASE_SECRET_ARN',
  databasePoolMax: 'DATABASE_POOL_MAX',

  recordsQueueUrl: 'RECORDS_QUEUE_URL',
  /** Comma-separated datagram kinds that get a row in `datagram_log`. */
  loggedKinds: 'LOGGED_KINDS',
  datagramLogRetentionDays: 'DATAGRAM_LOG_RETENTION_DAYS',

  /** 32 bytes in base64: seals terminals' passwords at rest. */
  terminalKey: 'TERMINAL_KEY',

  /** `server`: one global socket on the given port, no keep-alive. `local`: ephemeral port, keep-alive. */
  mode: 'MOONBOT_MODE',
  udpHost: 'UDP_HOST',
  udpPort: 'UDP_PORT',
  /** Set by a supervisor for the replacement of a draining task: share the port instead of claiming it. */
  udpTakeOver: 'UDP_TAKE_OVER',
  udpReceiveBufferBytes: 'UDP_RECEIVE_BUFFER_BYTES',
  ingestReceivers: 'INGEST_RECEIVERS',
  ingestWorkers: 'INGEST_WORKERS',
  ingestQueueDatagrams: 'INGEST_QUEUE_DATAGRAMS',
  ingestFlushMs: 'INGEST_FLUSH_MS',
  ingestSpoolDir: 'INGEST_SPOOL_DIR',
  ingestSpoolMaxBytes: 'INGEST_SPOOL_MAX_BYTES',
  ingestHttpHost: 'INGEST_HTTP_HOST',
  ingestHttpPort: 'INGEST_HTTP_PORT',
  keepAliveMs: 'KEEP_ALIVE_MS',
} as const);

export type EnvName = (typeof ENV)[keyof typeof ENV];
