import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { findCacheServer } from './find-server.ts';
import { type CacheServer, type CacheServerOptions, startCacheServer } from './server.ts';

const RESTART_BACK_OFF_MS = 1_000;

/** REDIS_URL is none. */
export class RedisUrlInvalidError extends Error {
  override readonly name = 'RedisUrlInvalidError';
}

export interface LocalCacheOptions extends Omit<CacheServerOptions, 'file' | 'port' | 'settings'> {
  /** A server of the caller's own. */
  readonly redisUrl: string | undefined;
  readonly onPid: (pid: number | undefined) => void;
}

export interface LocalCache {
  /** `undefined`: there is none on this machine, and programs use their own memory, as they do in AWS while Valkey is away. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/**
 * The cache of this machine: the caller's own, or one that is started and kept up, empty after each start, if a server is installed.
 * @throws RedisUrlInvalidError
 */
export async function startCache({ redisUrl, onPid, ...options }: LocalCacheOptions): Promise<LocalCache> {
  if (redisUrl !== undefined) {
    if (!z.url({ protocol: /^rediss?$/ }).safeParse(redisUrl).success)
      throw new RedisUrlInvalidError(
        'REDIS_URL has to be redis://host:port; unset it to have a cache started',
      );
    return { url: redisUrl, stop: () => Promise.resolve() };
  }
  const file = findCacheServer(options.env.PATH ?? '');
  if (file === undefined) return { url: undefined, stop: () => Promise.resolve() };
  try {
    return await keepCache((port) => startCacheServer({ ...options, file, port }), onPid);
  } catch (error) {
    // Not worth a failed start: nothing needs it.
    options.log.write(`${String(error)}\n`);
    return { url: undefined, stop: () => Promise.resolve() };
  }
}

async function keepCache(
  launch: (port: number) => Promise<CacheServer>,
  onPid: LocalCacheOptions['onPid'],
): Promise<LocalCache> {
  let wanted = true;
  let server = await launch(0);
  const watch = (started: CacheServer): void => {
    onPid(started.pid);
    void started.exited.then(() => {
      onPid(undefined);
      void keepUp(started.port);
    });
  };
  const keepUp = async (port: number): Promise<void> => {
    while (isWanted()) {
      await sleep(RESTART_BACK_OFF_MS, undefined, { ref: false });
      if (!isWanted()) return;
      try {
        server = await launch(port);
      } catch {
        // The reason stands in its log; it is tried again.
        continue;
      }
      watch(server);
      return;
    }
  };
  // A function, since `wanted` changes while the loop waits.
  function isWanted(): boolean {
    return wanted;
  }
  watch(server);
  return {
    url: server.url,
    stop: async () => {
      wanted = false;
      await server.stop();
    },
  };
}
