import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type LocalCache, type LocalCacheOptions, startCache } from '../../local/cache/start-cache.ts';
import { type Guardian, startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';
import { itNeeds } from '../support/needs-program.ts';
import { hasCacheServer } from '../support/test-cache-server.ts';
import { until } from '../support/until.ts';

let directory: string;
let log: LogFile;
let guardian: Guardian;
let cache: LocalCache | undefined;
let pids: (number | undefined)[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telefleet-local-cache-'));
  log = new LogFile(join(directory, 'cache.log'));
  guardian = startGuardian();
  pids = [];
});
afterEach(async () => {
  await cache?.stop();
  guardian.stop();
  await log.close();
  rmSync(directory, { recursive: true, force: true });
});

const options = (more: Partial<LocalCacheOptions> = {}): LocalCacheOptions => ({
  redisUrl: undefined,
  env: { PATH: process.env.PATH ?? '' },
  cwd: directory,
  log,
  guardian,
  onPid: (pid) => pids.push(pid),
  ...more,
});

async function ping(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.ping();
  } catch {
    return 'away';
  } finally {
    redis.disconnect();
  }
}

describe('startCache', () => {
  itNeeds(hasCacheServer, 'valkey-server or redis-server')(
    'starts the server of this machine, and again on its port when it was killed',
    async () => {
      cache = await startCache(options());
      const url = cache.url ?? '';
      expect(await ping(url)).toBe('PONG');
      const [pid] = pids;
      if (pid === undefined) throw new Error('no process');

      process.kill(pid, 'SIGKILL');
      await until('it is back', 10_000, async () => pids.length === 3 && (await ping(url)) === 'PONG');
      expect(pids[1]).toBeUndefined();
      expect(pids[2]).not.toBe(pid);

      await cache.stop();
      expect(await ping(url)).toBe('away');
    },
  );

  it("takes the caller's own server and starts none", async () => {
    cache = await startCache(options({ redisUrl: 'redis://cache.example:6379' }));
    expect(cache.url).toBe('redis://cache.example:6379');
    expect(pids).toEqual([]);
    await expect(startCache(options({ redisUrl: 'localhost:6379' }))).rejects.toThrow(/REDIS_URL/);
  });

  it('goes on without a cache when the server does not start', async () => {
    writeFileSync(join(directory, 'valkey-server'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    cache = await startCache(options({ env: { PATH: directory } }));
    expect(cache.url).toBeUndefined();
  });
});
