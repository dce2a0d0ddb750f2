import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseEndpoint } from './endpoint.ts';
import { openPool } from './pool.ts';

/** Any constant will do: everybody who migrates takes the same lock. */
const MIGRATION_LOCK = 4_150_200;

/** A migration may build an index of many rows. */
const STATEMENT_TIMEOUT_MS = 270_000;

const NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

export class MigrationMissingError extends Error {
  override readonly name = 'MigrationMissingError';
}

/**
 * Runs the migrations that the database has not had, in the order of their numbers, each in a transaction of its own,
 * under an advisory lock, so that two deploys at once run each of them once. Forward only.
 *
 * @param endpoint of the writer, straight and not through a proxy: the lock is the session's
 * @param directory folder of `0001_name.sql` files
 * @returns names of the migrations that were run now
 * @throws MigrationMissingError when the database has had a migration that the folder does not hold: an older release
 *   must not run on a newer schema
 */
export async function migrate(endpoint: DatabaseEndpoint, directory: string): Promise<string[]> {
  const database = openPool({
    endpoint,
    maxConnections: 1,
    applicationName: 'migrate',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onIdleError: () => undefined,
  });
  const client = await database.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const applied = new Set(
      (await client.query<{ name: string }>('select name from schema_migrations')).rows.map(
        (row) => row.name,
      ),
    );
    const names = (await readdir(directory)).filter((name) => NAME.test(name)).sort();
    const unknown = [...applied].filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new MigrationMissingError(`the database is newer than this release: ${unknown.join(', ')}`);

    const pending = names.filter((name) => !applied.has(name));
    for (const name of pending) {
      const sql = await readFile(join(directory, name), 'utf8');
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into schema_migrations (name) values ($1)', [name]);
      await client.query('commit');
    }
    return pending;
  } finally {
    // Closing the session frees the lock and rolls a failed migration back.
    client.release(true);
    await database.end();
  }
}
