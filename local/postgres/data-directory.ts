import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guardian } from '../process/guardian.ts';
import { runCommand } from '../process/run-command.ts';
import { asAccount, type PostgresAccount } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';

/** Major version of the binaries: a data directory of another one cannot be opened. */
const MAJOR_VERSION = '17';

/** Marks a directory whose initdb and roles were finished; without it a start begins anew. */
const DONE_FILE = 'telefleet-initialized';

const SETUP_TIMEOUT_MS = 60_000;

export const ROLE = 'telefleet';
export const REPLICATION_ROLE = 'replicator';
export const DATABASE = 'telefleet';

export class DataDirectoryUnusableError extends Error {
  override readonly name = 'DataDirectoryUnusableError';
}

/**
 * Only these two roles can come in, and only over loopback: neither is a superuser (nor is the owner's role on Aurora), so
 * that no other user of the machine can read files through the server. Hence no password is needed.
 */
const HOST_BASED_ACCESS = `
host all ${ROLE} 127.0.0.1/32 trust
host all ${REPLICATION_ROLE} 127.0.0.1/32 trust
host replication ${REPLICATION_ROLE} 127.0.0.1/32 trust
`;

/**
 * Statements for single-user mode: one a line. Rights on functions belong to a database, so they are granted in the one that
 * the replication role connects to (`postgres`).
 */
const ROLES_SQL = `
CREATE ROLE ${ROLE} LOGIN CREATEDB;
GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO ${ROLE};
CREATE ROLE ${REPLICATION_ROLE} LOGIN REPLICATION;
GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean) TO ${REPLICATION_ROLE};
GRANT EXECUTE ON FUNCTION pg_backup_stop(boolean) TO ${REPLICATION_ROLE};
CREATE DATABASE ${DATABASE} OWNER ${ROLE};
`;

/** Makes the directory (mode 0700) if it is not there. An existing one must be empty or made by this function. */
export async function createDataDirectory(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
}

/**
 * Runs initdb and makes the roles and the database, unless the directory has them from an earlier run.
 * @throws DataDirectoryUnusableError when it is of another major version.
 */
export async function initializeDataDirectory(
  dataDir: string,
  binaries: PostgresBinaries,
  account: PostgresAccount,
  guardian?: Guardian,
): Promise<void> {
  if (existsSync(join(dataDir, DONE_FILE))) {
    await requireVersion(dataDir);
    return;
  }
  // Left by a run that was killed during initdb: nobody has stored anything in it yet.
  await emptyDirectory(dataDir, account);
  const initdb = asAccount(account, binaries.initdb, [
    `--pgdata=${dataDir}`,
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    // With C alone lower() and ilike know Latin letters only: names in Russian would be told apart by case, unlike in Aurora.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--auth=reject',
    '--no-sync',
    '--no-instructions',
  ]);
  await runCommand({ ...initdb, cwd: '/', env: {}, timeoutMs: SETUP_TIMEOUT_MS, guardian });
  const access = join(dataDir, 'pg_hba.conf');
  await writeFile(access, HOST_BASED_ACCESS);
  await giveTo(account, access);
  const single = asAccount(account, binaries.postgres, [
    '--single',
    '-D',
    dataDir,
    '-c',
    'fsync=off',
    'postgres',
  ]);
  const stderr = await runCommand({
    ...single,
    cwd: '/',
    env: {},
    timeoutMs: SETUP_TIMEOUT_MS,
    guardian,
    stdin: ROLES_SQL.trimStart(),
  });
  if (/\b(ERROR|FATAL|PANIC):/.test(stderr))
    throw new DataDirectoryUnusableError(`${dataDir}: ${stderr.trim()}`);
  await writeFile(join(dataDir, DONE_FILE), `${new Date().toISOString()}\n`);
  await giveTo(account, join(dataDir, DONE_FILE));
}

/** Gives a file made by root to the account that PostgreSQL runs as. */
export async function giveTo(account: PostgresAccount, path: string): Promise<void> {
  if (account.owner !== undefined) await chown(path, account.owner.uid, account.owner.gid);
}

/** Removes what is in the directory and keeps the directory itself, with its owner. */
export async function emptyDirectory(dataDir: string, account: PostgresAccount): Promise<void> {
  const doomed = `${dataDir}.removing`;
  await rm(doomed, { recursive: true, force: true });
  if (existsSync(dataDir)) await rename(dataDir, doomed);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await giveTo(account, dataDir);
  await rm(doomed, { recursive: true, force: true });
}

async function requireVersion(dataDir: string): Promise<void> {
  const version = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR_VERSION) {
    throw new DataDirectoryUnusableError(
      `${dataDir} is of PostgreSQL ${version}, the binaries are ${MAJOR_VERSION}: give another --data-dir`,
    );
  }
  const { mode } = await stat(dataDir);
  if ((mode & 0o077) !== 0)
    throw new DataDirectoryUnusableError(`${dataDir} must be closed to others (mode 0700)`);
}
