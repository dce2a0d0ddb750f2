export const RSYSLOG_TABLE = 'rsyslog_rows';

/**
 * The table that rsyslog writes: as little as a raw log can have. Without an index it can only be read from end to end; with the
 * one on time it can be read by time. By terminal it never can: this rsyslog does not tell the source port.
 */
export function rsyslogTableSql(hasTimeIndex: boolean): string {
  const table = `create table ${RSYSLOG_TABLE} (received_at timestamptz not null, message text not null)`;
  return hasTimeIndex ? `${table}; create index on ${RSYSLOG_TABLE} (received_at)` : table;
}

export interface RsyslogTuning {
  /** Threads that read the socket. */
  readonly inputThreads: number;
  /** Worker threads that store, each with a connection of its own. */
  readonly workerThreads: number;
  /** Messages that a worker takes at once, and so inserts in one transaction. */
  readonly dequeueBatchSize: number;
  /** Messages that wait at most; beyond that they are lost. */
  readonly queueSize: number;
  readonly receiveBufferBytes: number;
  /** See `rsyslogTableSql`. */
  readonly hasTimeIndex: boolean;
}

/** As rsyslog ships: one worker, an INSERT after the other (rsyslog documentation, "General Queue Parameters"). */
export const RSYSLOG_DEFAULTS: RsyslogTuning = Object.freeze({
  inputThreads: 1,
  workerThreads: 1,
  dequeueBatchSize: 256,
  // Larger than its 50,000, so that what it has taken is not lost while it catches up.
  queueSize: 2_000_000,
  receiveBufferBytes: 4 * 1024 * 1024,
  hasTimeIndex: false,
});

/** Tuned by hand for two cores: workers side by side, four times the batch. Four workers gave the same here. */
export const RSYSLOG_TUNING: RsyslogTuning = Object.freeze({
  ...RSYSLOG_DEFAULTS,
  workerThreads: 2,
  dequeueBatchSize: 1_024,
});

export interface RsyslogConfig {
  readonly udpPort: number;
  /** libpq connection string. */
  readonly conninfo: string;
  readonly workDirectory: string;
  readonly tuning: RsyslogTuning;
}

/**
 * A configuration for rsyslog 8: imudp -> a queue of its own -> ompgsql. The ruleset's queue holds what waits, and its workers
 * run the action directly: one hand-over between threads instead of two.
 */
export function rsyslogConfig({ udpPort, conninfo, workDirectory, tuning }: RsyslogConfig): string {
  return `
global(
  workDirectory="${workDirectory}"
  maxMessageSize="64k"
  # The payloads hold no control characters; looking for them would only cost time.
  parser.escapeControlCharactersOnReceive="off"
)
module(load="imudp" threads="${tuning.inputThreads}" batchSize="128" timeRequery="16")
module(load="ompgsql")

template(name="row" type="list" option.stdsql="on") {
  constant(value="insert into ${RSYSLOG_TABLE} (received_at, message) values ('")
  property(name="timegenerated" dateFormat="rfc3339")
  constant(value="','")
  property(name="rawmsg")
  constant(value="')")
}

ruleset(
  name="store"
  queue.type="LinkedList"
  queue.size="${tuning.queueSize}"
  queue.dequeueBatchSize="${tuning.dequeueBatchSize}"
  queue.workerThreads="${tuning.workerThreads}"
  # A further worker starts when this many messages wait for each.
  queue.workerThreadMinimumMessages="${tuning.dequeueBatchSize}"
  queue.timeoutEnqueue="0"
  queue.timeoutShutdown="2000"
) {
  action(type="ompgsql" conninfo="${conninfo}" template="row")
}

input(type="imudp" address="127.0.0.1" port="${udpPort}" ruleset="store" rcvbufSize="${tuning.receiveBufferBytes}" rateLimit.interval="0")
`;
}
