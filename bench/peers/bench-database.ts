import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../core/database/migrate.ts';
import { startPostgres } from '../../local/postgres/server.ts';
import { MACHINE_SETTINGS } from '../../local/postgres/settings.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Gives `use` a database: the one named, or a migrated one of a PostgreSQL of its own in a temporary directory, with the settings
 * that `npm start` uses, which is gone afterwards.
 */
export async function withBenchDatabase<T>(
  databaseUrl: string | undefined,
  use: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== undefined) return use(databaseUrl);
  const directory = await mkdtemp(join(tmpdir(), 'telefleet-bench-'));
  try {
    const server = await startPostgres({ dataDir: join(directory, 'postgres'), settings: MACHINE_SETTINGS });
    try {
      await migrate({ url: server.databaseUrl }, MIGRATIONS);
      return await use(server.databaseUrl);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
