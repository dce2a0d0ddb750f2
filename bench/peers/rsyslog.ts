import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readKernelDrops } from '../../ingest-fargate/kernel-drops.ts';
import {
  RSYSLOG_TABLE,
  RSYSLOG_TUNING,
  rsyslogConfig,
  rsyslogTableSql,
  type RsyslogTuning,
} from './rsyslog-config.ts';

const PROGRAM = '/usr/sbin/rsyslogd';
/** Where Debian (by architecture), Fedora and Alpine put rsyslog's modules. */
const MODULES = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((architecture) => `/usr/lib/${architecture}/rsyslog`)
  .concat('/usr/lib64/rsyslog', '/usr/lib/rsyslog')
  .map((directory) => `${directory}/ompgsql.so`);

const READY_TIMEOUT_MS = 10_000;
const STOP_GRACE_MS = 5_000;

export class RsyslogFailedError extends Error {
  override readonly name = 'RsyslogFailedError';
}

export interface RsyslogPeer {
  readonly udpPort: number;
  readonly pid: number;
  /** Rows committed so far. Reads the whole table: for when rsyslog has nothing to do. */
  storedRows(): Promise<number>;
  /** Size of the table: tells for next to nothing whether it still grows. */
  storedBytes(): Promise<number>;
  /** Datagrams that the kernel dropped since its socket's receive buffer was full. */
  kernelDrops(): Promise<number>;
  /** Empties the table: the next measurement starts with as little as the last one did. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether rsyslogd and its PostgreSQL output are installed (Debian: rsyslog, rsyslog-pgsql). */
export function isRsyslogInstalled(): boolean {
  return existsSync(PROGRAM) && MODULES.some((path) => existsSync(path));
}

/**
 * Runs rsyslogd as a peer that stores raw datagrams: UDP on loopback -> one row each in `rsyslog_rows` of the given database.
 * It gets nothing to decode, no projections and no index: what it stores is less than what Telefleet stores.
 * @param options.udpPort a free port of 127.0.0.1
 * @throws RsyslogFailedError when it does not listen within 10 s, with what it printed
 */
export async function runRsyslog(options: {
  readonly databaseUrl: string;
  readonly udpPort: number;
  readonly tuning?: RsyslogTuning;
}): Promise<RsyslogPeer> {
  const tuning = options.tuning ?? RSYSLOG_TUNING;
  const client = new pg.Client({ connectionString: options.databaseUrl });
  await client.connect();
  await client.query(`drop table if exists ${RSYSLOG_TABLE}`);
  await client.query(rsyslogTableSql(tuning.hasTimeIndex));

  const directory = await mkdtemp(join(tmpdir(), 'telefleet-rsyslog-'));
  const configFile = join(directory, 'rsyslog.conf');
  const config = rsyslogConfig({
    udpPort: options.udpPort,
    conninfo: options.databaseUrl,
    workDirectory: directory,
    tuning,
  });
  await writeFile(configFile, config);
  const child = spawn(PROGRAM, ['-n', '-f', configFile, '-i', join(directory, 'pid')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString('utf8')));
  const exited = once(child, 'exit');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  const stop = async (): Promise<void> => {
    if (!hasEnded()) {
      child.kill('SIGTERM');
      await Promise.race([exited, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
      if (!hasEnded()) child.kill('SIGKILL');
      await exited;
    }
    await client.end();
    await rm(directory, { recursive: true, force: true });
  };

  const deadlineMs = Date.now() + READY_TIMEOUT_MS;
  while ((await readKernelDrops(options.udpPort)).size === 0) {
    if (hasEnded() || Date.now() > deadlineMs) {
      await stop();
      throw new RsyslogFailedError(`rsyslogd does not listen on ${options.udpPort}: ${output}`);
    }
    await sleep(20);
  }
  return {
    udpPort: options.udpPort,
    pid: child.pid ?? 0,
    storedRows: async () => {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${RSYSLOG_TABLE}`);
      return Number(rows[0]?.count);
    },
    storedBytes: async () => {
      const { rows } = await client.query<{ bytes: string }>(
        `select pg_relation_size('${RSYSLOG_TABLE}') as bytes`,
      );
      return Number(rows[0]?.bytes);
    },
    kernelDrops: async () => {
      const drops = await readKernelDrops(options.udpPort);
      return [...drops.values()].reduce((sum, count) => sum + count, 0);
    },
    reset: async () => {
      await client.query(`truncate ${RSYSLOG_TABLE}`);
    },
    stop,
  };
}
