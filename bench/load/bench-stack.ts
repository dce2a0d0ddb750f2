import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openPool } from '../../core/database/pool.ts';
import { type Stack, startStack } from '../../local/stack.ts';

export interface BenchStack {
  readonly stack: Stack;
  readonly database: Database;
  /** The benchmark closes first what it has opened itself. */
  readonly stop: () => Promise<void>;
}

/** The whole local system without a standby, on ports and in a directory of its own, which is gone afterwards. */
export async function startBenchStack(
  options: Pick<Parameters<typeof startStack>[0], 'terminals' | 'simulatorArgs' | 'ingestEnv'>,
): Promise<BenchStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'telefleet-bench-'));
  const remove = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  const stack = await startStack({
    ...options,
    rootDir: join(import.meta.dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    standby: false,
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const database = openPool({
    endpoint: { url: stack.addresses.databaseUrl },
    maxConnections: 2,
    applicationName: 'bench',
    onIdleError: () => undefined,
  });
  return {
    stack,
    database,
    stop: async () => {
      await database.end();
      await stack.stop();
      await remove();
    },
  };
}
