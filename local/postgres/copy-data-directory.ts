import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresAccount } from './account.ts';
import { giveTo } from './data-directory.ts';
import { errorCode } from '../process/errors.ts';

/** Directories whose contents a copy must not have (PostgreSQL 17, "Making a Base Backup Using the Low Level API"). */
const EMPTY_IN_COPY = new Set([
  'pg_wal',
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_internal.init',
  'standby.signal',
  'backup_label',
]);

/** Files at once: enough to keep the disk busy, few enough for any limit of open files. */
const PARALLEL_FILES = 32;

/**
 * Copies the data directory of a running server between `pg_backup_start` and `pg_backup_stop`. A file that vanishes
 * meanwhile is left out: what the server removed or made since is in the WAL that the standby replays.
 * @param target exists and is empty.
 */
export async function copyDataDirectory(
  source: string,
  target: string,
  account: PostgresAccount,
): Promise<void> {
  const files: { from: string; to: string }[] = [];
  await copyDirectories(source, target, account, files, true);
  const lanes = Array.from({ length: PARALLEL_FILES }, async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop())
      await copyOne(file.from, file.to, account);
  });
  await Promise.all(lanes);
}

async function copyDirectories(
  from: string,
  to: string,
  account: PostgresAccount,
  files: { from: string; to: string }[],
  isRoot: boolean,
): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name) || entry.name.startsWith('pgsql_tmp')) continue;
    const paths = { from: join(from, entry.name), to: join(to, entry.name) };
    if (entry.isFile()) files.push(paths);
    if (!entry.isDirectory()) continue;
    await mkdir(paths.to, { mode: 0o700 });
    await giveTo(account, paths.to);
    if (!(isRoot && EMPTY_IN_COPY.has(entry.name)))
      await copyDirectories(paths.from, paths.to, account, files, false);
  }
}

async function copyOne(from: string, to: string, account: PostgresAccount): Promise<void> {
  try {
    // Shares the blocks where the file system can (btrfs, xfs, APFS).
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  await chmod(to, 0o600);
  await giveTo(account, to);
}
