import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../core/database/migrate.ts';
import { startPostgres, type PostgresServer } from '../../local/postgres/server.ts';
import { SMALL_SETTINGS } from '../../local/postgres/settings.ts';

declare global {
  var __TELEFLEET_POSTGRES__: PostgresServer | undefined;
}

/** Starts one PostgreSQL for all db tests and migrates a template; each test file clones it (test/support/test-database.ts). */
export default async function setUp(): Promise<void> {
  const root = join(__dirname, '../..');
  const directory = await mkdtemp(join(tmpdir(), 'telefleet-db-'));
  const server = await startPostgres({
    dataDir: join(directory, 'postgres'),
    settings: SMALL_SETTINGS,
    rootDir: root,
  });
  globalThis.__TELEFLEET_POSTGRES__ = server;
  await migrate({ url: server.databaseUrl }, join(root, 'migrations'));
  const client = new Client({ connectionString: server.databaseUrl.replace(/\/telefleet$/, '/postgres') });
  await client.connect();
  await client.query('alter database telefleet with is_template true allow_connections false');
  await client.end();
  process.env.TEST_DATABASE_SERVER_URL = server.databaseUrl;
  await writeFile(join(directory, 'url'), server.databaseUrl);
}
