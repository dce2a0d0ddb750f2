import { existsSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyDataDirectory } from './copy-data-directory.ts';
import { emptyDirectory, giveTo, REPLICATION_ROLE } from './data-directory.ts';
import {
  launchServer,
  PostgresNotReadyError,
  type PostgresOptions,
  type PostgresServer,
  preparePostgres,
  type PreparedServer,
} from './server.ts';

/** Time in which a kept standby must be streaming again; it then lacks WAL that the primary has dropped. */
const STREAMING_TIMEOUT_MS = 5_000;

/**
 * Starts a hot standby that streams from `primary`: the read replica of one machine. A copy kept from the last run goes on
 * where it stopped; when it cannot (WAL gone, another primary) it is made anew.
 * @throws PostgresNotReadyError when even a new copy does not stream.
 */
export async function startStandby(
  primary: PostgresServer,
  options: PostgresOptions,
): Promise<PostgresServer> {
  const prepared = await preparePostgres(options);
  const standbyOptions = {
    ...options,
    settings: { ...options.settings, primary_conninfo: conninfo(primary) },
  };
  if (await isCopyOf(primary, options.dataDir)) {
    const kept = await launchStreaming(standbyOptions, prepared);
    if (kept !== undefined) return kept;
  }
  await emptyDirectory(options.dataDir, prepared.account);
  await copyPrimary(primary, options.dataDir, prepared);
  const made = await launchStreaming(standbyOptions, prepared);
  if (made === undefined)
    throw new PostgresNotReadyError(`the standby in ${options.dataDir} does not stream`);
  return made;
}

/** Whether the directory is a whole copy (`standby.signal` is written last) of this very primary. */
async function isCopyOf(primary: PostgresServer, dataDir: string): Promise<boolean> {
  if (!existsSync(join(dataDir, 'standby.signal'))) return false;
  return (await readSystemIdentifier(dataDir)) === (await readSystemIdentifier(primary.dataDir));
}

/** The first field of `pg_control`: u64, given by initdb. */
async function readSystemIdentifier(dataDir: string): Promise<string> {
  const file = await open(join(dataDir, 'global', 'pg_control'));
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString('hex');
  } finally {
    await file.close();
  }
}

/**
 * A base backup by the SQL functions: `pg_basebackup` is not among the package's binaries. Both calls have to come from one
 * session, and it lasts as long as the copy does.
 */
async function copyPrimary(
  primary: PostgresServer,
  dataDir: string,
  { account }: PreparedServer,
): Promise<void> {
  const client = new pg.Client({ connectionString: replicatorUrl(primary) });
  client.on('error', ignoreLostConnection);
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('standby', true)");
    await copyDataDirectory(primary.dataDir, dataDir, account);
    const stopped = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    const label = stopped.rows[0]?.labelfile ?? '';
    for (const [file, text] of [
      ['backup_label', label],
      ['standby.signal', ''],
    ] as const) {
      await writeFile(join(dataDir, file), text, { mode: 0o600 });
      await giveTo(account, join(dataDir, file));
    }
  } finally {
    await client.end();
  }
}

/** @returns `undefined` when the server does not start on this copy or does not stream in time. */
async function launchStreaming(
  options: PostgresOptions,
  prepared: PreparedServer,
): Promise<PostgresServer | undefined> {
  let server: PostgresServer;
  try {
    server = await launchServer('postgres-standby', options, prepared);
  } catch (error) {
    if (error instanceof PostgresNotReadyError) return undefined;
    throw error;
  }
  if (await isStreaming(server)) return server;
  await server.stop();
  return undefined;
}

async function isStreaming(standby: PostgresServer): Promise<boolean> {
  const client = new pg.Client({ connectionString: standby.databaseUrl });
  client.on('error', ignoreLostConnection);
  try {
    await client.connect();
    const deadline = Date.now() + STREAMING_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const receiver = await client.query("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'");
      if (receiver.rowCount === 1) return true;
      await sleep(25);
    }
    return false;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

/** The next query tells of it; without a listener the event would end the process. */
function ignoreLostConnection(): void {
  return undefined;
}

function conninfo(primary: PostgresServer): string {
  return `host=127.0.0.1 port=${primary.port} user=${REPLICATION_ROLE} application_name=standby`;
}

function replicatorUrl(primary: PostgresServer): string {
  return `postgresql://${REPLICATION_ROLE}@127.0.0.1:${primary.port}/postgres`;
}
