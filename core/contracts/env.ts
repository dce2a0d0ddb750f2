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
  /** For reads that may be a moment old; without it they go to the writer. */
  databaseReaderUrl: 'DATABASE_READER_URL',
  /** ARN of a secret `{ host, port, dbname, username, password }`. */
  databaseSecretArn: 'DATABASE_SECRET_ARN',
  /** Instead of the secret's host, which is the first region's for ever. */
  databaseHost: 'DATABASE_HOST',
  databaseReaderHost: 'DATABASE_READER_HOST',
  /** PEM file of who signs the database's certificate. Without it: the authorities that Node knows. */
  databaseCaFile: 'DATABASE_CA_FILE',
  /** Cores that the stage gives the writer, at most; a fraction is fine. */
  databaseVcpu: 'DATABASE_VCPU',

  recordsQueueUrl: 'RECORDS_QUEUE_URL',
  /** Comma-separated datagram kinds that get a row in `datagram_log`. */
  loggedKinds: 'LOGGED_KINDS',
  /** How many executions of `store-batch` the stage lets run at once. */
  storeConcurrency: 'STORE_CONCURRENCY',
  datagramLogRetentionDays: 'DATAGRAM_LOG_RETENTION_DAYS',
  apiErrorRetentionDays: 'API_ERROR_RETENTION_DAYS',

  /** DynamoDB table of leases and region state. */
  coordinationTable: 'COORDINATION_TABLE',
  /** DynamoDB table of updates that were handled, and of the alarms' states. */
  idempotencyTable: 'IDEMPOTENCY_TABLE',
  /** Comma-separated regions of the stage, whose alarms are told. */
  alarmRegions: 'ALARM_REGIONS',
  /** DynamoDB table of conversations: where each person is in each chat, and of long button arguments. */
  sessionsTable: 'SESSIONS_TABLE',

  /** DynamoDB table of live connections, tickets for them, and who pushes to them. */
  socketsTable: 'SOCKETS_TABLE',
  /** SQS: what was stored while somebody watches, and what clients of the live sockets say. */
  changesQueueUrl: 'CHANGES_QUEUE_URL',
  /** Name of the function that speaks to the live connections. */
  pushLiveFunction: 'PUSH_LIVE_FUNCTION',
  /** Where it speaks to them: `wss://HOST/STAGE` of the WebSocket API, which is its https address too. */
  liveCallbackUrl: 'LIVE_CALLBACK_URL',

  /** SQS: messages of the outbox that are due. */
  messagesQueueUrl: 'MESSAGES_QUEUE_URL',
  /** SQS: runs of commands to terminals that wait to be sent. */
  commandsQueueUrl: 'COMMANDS_QUEUE_URL',
  /** SQS: updates that failed again and again. */
  updateDeadLettersQueueUrl: 'UPDATE_DEAD_LETTERS_QUEUE_URL',
  /** SQS: messages of the queues above that could not be handled. */
  recordDeadLettersQueueUrl: 'RECORD_DEAD_LETTERS_QUEUE_URL',
  messageDeadLettersQueueUrl: 'MESSAGE_DEAD_LETTERS_QUEUE_URL',
  commandDeadLettersQueueUrl: 'COMMAND_DEAD_LETTERS_QUEUE_URL',

  /** Valkey, Redis: `redis://host:port`, on one machine. */
  cacheUrl: 'CACHE_URL',
  /** Host at which a cluster client begins, in AWS: TLS, port 6379. With neither, programs use their own memory. */
  cacheHost: 'CACHE_HOST',
  /** ARN of a secret: the password of the cache, as it is. */
  cachePasswordSecretArn: 'CACHE_PASSWORD_SECRET_ARN',

  /** ARN of a secret `{ webhookSecret, tokens: { <bot>: token }, alarmChats: [chat id] }`. */
  telegramSecretArn: 'TELEGRAM_SECRET_ARN',
  /** Where bots send. Default: Telegram. */
  telegramApiRoot: 'TELEGRAM_API_ROOT',
  /** On one machine, instead of the secret. A bot's token is `TELEGRAM_TOKEN_<BOT>`. */
  telegramWebhookSecret: 'TELEGRAM_WEBHOOK_SECRET',
  telegramTokenFleet: 'TELEGRAM_TOKEN_FLEET',
  /** Comma-separated ids of the chats that get alarms. */
  telegramAlarmChats: 'TELEGRAM_ALARM_CHATS',
  /** ARN of a secret `{ value }`: what CloudFront adds to its requests. Without it any caller is served: on one machine. */
  originSecretArn: 'ORIGIN_SECRET_ARN',

  /** `1`: whoever asks is signed in as anybody. The local runner sets it, and no template does. */
  devLogin: 'DEV_LOGIN',

  /** `primary` or `standby`: which of the two this region was made as. */
  regionRole: 'REGION_ROLE',
  primaryRegion: 'PRIMARY_REGION',
  /** Answers 200 while the primary region can serve. */
  primaryHealthUrl: 'PRIMARY_HEALTH_URL',
  failoverThresholdMinutes: 'FAILOVER_THRESHOLD_MINUTES',

  /** 32 bytes in base64: seals terminals' passwords at rest. */
  terminalKey: 'TERMINAL_KEY',
  /** ARN of a secret that holds it. */
  terminalKeySecretArn: 'TERMINAL_KEY_SECRET_ARN',
  /** Where terminals may be: `outside` (no loopback, link-local, metadata addresses) or `anywhere` (on one machine). */
  terminalNetworks: 'TERMINAL_NETWORKS',

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
