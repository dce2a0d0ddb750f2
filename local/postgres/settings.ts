/** Settings of one server: names and values of postgresql.conf, given on the command line at each start. */
export type PostgresSettings = Readonly<Record<string, string>>;

/**
 * What one machine runs with. Durability stays as in production (fsync and synchronous_commit on): a benchmark without
 * them would measure another system.
 */
export const MACHINE_SETTINGS: PostgresSettings = Object.freeze({
  shared_buffers: '512MB',
  // A batch of order rows passes through memory once; with the default of 4 MB it went through a temporary file.
  work_mem: '64MB',
  wal_buffers: '64MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  max_connections: '200',
  wal_level: 'replica',
  max_wal_senders: '8',
  // What a standby that was away may still need. Not a replication slot: that would keep WAL without a bound.
  wal_keep_size: '1GB',
  hot_standby: 'on',
  fsync: 'on',
  synchronous_commit: 'on',
});

/** For tests: small, and WAL without what replication needs. */
export const SMALL_SETTINGS: PostgresSettings = Object.freeze({
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_size: '1GB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  fsync: 'off',
});

/** What every start sets, whatever the caller wants: loopback TCP only, and no socket file, whose path would be too long. */
const FIXED_SETTINGS: PostgresSettings = Object.freeze({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_min_messages: 'warning',
  log_timezone: 'UTC',
  timezone: 'UTC',
});

export function settingArguments(settings: PostgresSettings, port: number): string[] {
  const all = { ...settings, ...FIXED_SETTINGS, port: String(port) };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
