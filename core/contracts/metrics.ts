/** Names of metrics, once: the programs emit them, dashboards, alarms and the status line read them. */

/** CloudWatch namespace of everything that Telefleet emits. */
export const METRICS_NAMESPACE = 'Telefleet';

/** Prometheus names at the ingest task's `/metrics`. Counters end in `_total`; units stand in the names. */
export const INGEST_METRICS = Object.freeze({
  /** Datagrams that the sockets gave, of known and unknown sources. */
  received: 'ingest_datagrams_received_total',
  /** Label `reason`: why a datagram (or, for `spool_full`, a record) was not stored. */
  dropped: 'ingest_datagrams_dropped_total',
  /** Datagrams that became records: a message in fragments counts each of them. */
  accepted: 'ingest_datagrams_accepted_total',
  /** Datagrams held by the assemblers of fragments and charts. */
  pending: 'ingest_datagrams_pending',
  /** Label `kind`. */
  records: 'ingest_records_total',
  recordsDelivered: 'ingest_records_delivered_total',
  batchesDelivered: 'ingest_batches_delivered_total',
  queueDatagrams: 'ingest_queue_datagrams',
  queueLimit: 'ingest_queue_limit_datagrams',
  queueBytes: 'ingest_queue_bytes',
  receiveBufferBytes: 'ingest_receive_buffer_bytes',
  receivers: 'ingest_receivers',
  workers: 'ingest_workers',
  deliveryWaitingBatches: 'ingest_delivery_waiting_batches',
  deliveryFailures: 'ingest_delivery_failures_total',
  spoolBytes: 'ingest_spool_bytes',
  spoolBatches: 'ingest_spool_batches',
  /** Label `state`: registered, online, silent, unresolved. */
  terminals: 'ingest_terminals',
  commandsSent: 'ingest_commands_sent_total',
  /** Label `kind`: `user` as people asked, `background` what subscribes and keeps alive. */
  commandsByKind: 'ingest_commands_by_kind_total',
  /** Label `state`: `waiting` for their turn, `in_flight`, `unwritten` results. People's commands only. */
  commands: 'ingest_commands',
  /** Label `state`: what became of people's commands. */
  commandResults: 'ingest_command_results_total',
  /** Seconds without a receiver before this task: what was sent in them is lost, and only the clock can count it. */
  gapSeconds: 'ingest_gap_seconds',
  /** Shards of terminals whose lease this task holds; summed over the tasks it is 16. */
  shardsOwned: 'ingest_shards_owned',
} as const);

/** CloudWatch names (EMF) that `store-batch` emits at each invocation, zero included. */
export const STORE_METRICS = Object.freeze({
  recordsStored: 'RecordsStored',
  recordsLogged: 'RecordsLogged',
  recordsDeadLettered: 'RecordsDeadLettered',
  batchesStored: 'BatchesStored',
  /** Batches that an earlier delivery had stored: nothing was done. */
  batchesRepeated: 'BatchesRepeated',
  batchesFailed: 'BatchesFailed',
  /** From the socket to the commit, milliseconds: a sample of up to 100 records of the invocation. */
  storeLagMs: 'StoreLagMs',
} as const);

/** CloudWatch names (EMF) that the ingest task emits once a minute, sums of that minute; zero included. */
export const TASK_METRICS = Object.freeze({
  datagramsReceived: 'DatagramsReceived',
  /** Lost though they were good: the kernel's buffer, the queue, the spool or a source's share was full. */
  datagramsDropped: 'DatagramsDropped',
  /** Not ours or not readable: unknown source, malformed, bomb. */
  datagramsRefused: 'DatagramsRefused',
  /** Highest of the minute. */
  queueUtilizationPercent: 'QueueUtilizationPercent',
  receiveBufferBytes: 'ReceiveBufferBytes',
  spoolBytes: 'SpoolBytes',
  /** Of `INGEST_SPOOL_MAX_BYTES`. */
  spoolUtilizationPercent: 'SpoolUtilizationPercent',
  deliveryFailures: 'DeliveryFailures',
  /** Seconds without a receiver before this task: in its first line, then 0. */
  gapSeconds: 'GapSeconds',
  terminalsOnline: 'TerminalsOnline',
  terminalsRegistered: 'TerminalsRegistered',
  /** Shards of terminals whose lease this task holds. */
  shardsOwned: 'ShardsOwned',
} as const);

/** CloudWatch names (EMF) of what answers Telegram and sends to it. */
export const BOT_METRICS = Object.freeze({
  updatesAnswered: 'UpdatesAnswered',
  updatesRefused: 'UpdatesRefused',
  updatesRepeated: 'UpdatesRepeated',
  updatesFailed: 'UpdatesFailed',
  /** Failed again and again: kept for the operators, and acknowledged. */
  updatesDeadLettered: 'UpdatesDeadLettered',
  messagesSent: 'MessagesSent',
  messagesFailed: 'MessagesFailed',
  /** Requests that were told to wait. */
  rateLimitHits: 'RateLimitHits',
} as const);

/** CloudWatch names (EMF) of `send-messages`, each time it runs; zero included. */
export const OUTBOX_METRICS = Object.freeze({
  messagesDelivered: 'OutboxMessagesDelivered',
  /** Refused for good by Telegram, or given up. */
  messagesGivenUp: 'OutboxMessagesGivenUp',
  /** Of people who blocked the bot or left. */
  messagesUnreachable: 'OutboxMessagesUnreachable',
  /** Put off: the pace of a bot or a chat, or Telegram's `retry_after`. */
  messagesPutOff: 'OutboxMessagesPutOff',
  /** Age of the oldest message that is due and not sent, seconds. */
  oldestDueSeconds: 'OutboxOldestDueSeconds',
} as const);

/** CloudWatch names (EMF) of `send-command`, each run; zero included. */
export const COMMAND_METRICS = Object.freeze({
  terminalsAnswered: 'CommandTerminalsAnswered',
  terminalsRefused: 'CommandTerminalsRefused',
  terminalsTimedOut: 'CommandTerminalsTimedOut',
  terminalsNotSent: 'CommandTerminalsNotSent',
  /** From the request to the last answer or the deadline, ms. */
  runMs: 'CommandRunMs',
} as const);

/** CloudWatch names (EMF) of `push-live`, each minute while anybody is connected; zero included. */
export const LIVE_METRICS = Object.freeze({
  /** Open now, and how many people have them. */
  connections: 'LiveConnections',
  users: 'LiveUsers',
  messagesSent: 'LiveMessagesSent',
  framesSent: 'LiveFramesSent',
  bytesSent: 'LiveBytesSent',
  /** Posts that failed otherwise than because the connection was gone. */
  postsFailed: 'LivePostsFailed',
  /** Connections that were told to read everything again. */
  resets: 'LiveResets',
  /** From the commit of a change to API Gateway's answer, milliseconds: a sample of up to 100 of the minute. */
  lagMs: 'LiveLagMs',
} as const);

/** CloudWatch names (EMF) of `measure-system`, each minute in the active region. */
export const SYSTEM_METRICS = Object.freeze({
  /** Age of what the statistics have counted, seconds. */
  statisticsLagSeconds: 'StatisticsLagSeconds',
} as const);

/** CloudWatch names (EMF) of programs that use the cache, with every batch of their work. */
export const CACHE_METRICS = Object.freeze({
  cacheHits: 'CacheHits',
  cacheMisses: 'CacheMisses',
  /** Reads that the program's own memory answered because Valkey was away. */
  cacheFallbacks: 'CacheFallbacks',
} as const);

/** CloudWatch names (EMF) of `fail-over`, each minute in the standby region. */
export const FAILOVER_METRICS = Object.freeze({
  /** 1 when the primary region answers, else 0. */
  primaryHealthy: 'PrimaryHealthy',
} as const);

/** CloudWatch names made by filters of Aurora's log. A filter cannot set the dimension of a stage, so the namespace tells it. */
export const DATABASE_METRICS = Object.freeze({
  /** Statements longer than `log_min_duration_statement`, 1 s. */
  slowStatements: 'SlowStatements',
} as const);
