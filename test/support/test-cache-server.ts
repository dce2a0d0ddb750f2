import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCacheServer } from '../../local/cache/find-server.ts';
import { type CacheServer, startCacheServer } from '../../local/cache/server.ts';
import { startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';

const file = findCacheServer(process.env.PATH ?? '');
export const hasCacheServer = file !== undefined;

/** A real Valkey or Redis of the test's own, that can be stopped and started again on its port. */
export interface TestCacheServer {
  readonly url: string;
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestCacheServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestCacheServer> {
  const directory = mkdtempSync(join(tmpdir(), 'telefleet-cache-'));
  const log = new LogFile(join(directory, 'cache.log'));
  const guardian = startGuardian();
  const launch = (port: number): Promise<CacheServer> =>
    startCacheServer({
      file: file ?? 'redis-server',
      port,
      env: {},
      cwd: directory,
      log,
      guardian,
      settings,
    });
  let server = await launch(0);
  return {
    url: server.url,
    port: server.port,
    signal: (signal) => server.signal(signal),
    kill: async () => {
      server.signal('SIGKILL');
      await server.exited;
    },
    start: async () => {
      server = await launch(server.port);
    },
    close: async () => {
      // One that hangs does not end by itself.
      server.signal('SIGCONT');
      await server.stop();
      guardian.stop();
      await log.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
