import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { CacheCluster, CacheEndpoint } from './cache-endpoint.ts';
import { type ValkeyClient, ValkeyRefusalError, type ValkeyScript } from './valkey-client.ts';

/** No connection could be made. Its text names no password: what ioredis throws has the whole command with it. */
export class ValkeyUnreachableError extends Error {
  override readonly name = 'ValkeyUnreachableError';
}

/** The library's own repetitions are off: whoever asks has a deadline and memory to fall back on. */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // One round trip less on the way to the first answer.
  disableClientInfo: true,
  keepAlive: 10_000,
  retryStrategy: () => null,
} as const satisfies RedisOptions;

/** A cluster tells by a refusal that a slot has moved; the deadline of the caller ends it sooner than 16 times. */
const CLUSTER_OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  enableAutoPipelining: true,
  clusterRetryStrategy: () => null,
  maxRedirections: 3,
  retryDelayOnFailover: 50,
  retryDelayOnClusterDown: 50,
  // The names of the nodes stand in their certificates: their addresses do not.
  dnsLookup: (address, callback) => callback(null, address),
} as const satisfies ClusterOptions;

/**
 * Connects. A password that is refused is read again, once.
 * @param limitMs for the whole of it
 * @throws ValkeyUnreachableError; what reading the password throws
 */
export async function dialValkey(endpoint: CacheEndpoint, limitMs: number): Promise<ValkeyClient> {
  if ('url' in endpoint) return connect(makeSingle(endpoint.url, limitMs), limitMs);
  try {
    return await connect(await makeCluster(endpoint, limitMs), limitMs);
  } catch (error) {
    if (!(error instanceof Error && /WRONGPASS|NOAUTH|invalid password/i.test(error.message))) throw error;
    endpoint.password.forget();
    return connect(await makeCluster(endpoint, limitMs), limitMs);
  }
}

function makeSingle(url: string, limitMs: number): Redis {
  return new Redis(url, { ...OPTIONS, enableAutoPipelining: true, connectTimeout: limitMs });
}

async function makeCluster(
  { host, port, password, isEncrypted }: CacheCluster,
  limitMs: number,
): Promise<Cluster> {
  return new Cluster([{ host, port }], {
    ...CLUSTER_OPTIONS,
    slotsRefreshTimeout: limitMs,
    redisOptions: {
      ...OPTIONS,
      connectTimeout: limitMs,
      password: await password.read(),
      ...(isEncrypted ? { tls: {} } : {}),
    },
  });
}

async function connect(driver: Redis | Cluster, limitMs: number): Promise<ValkeyClient> {
  // A driver without a listener for errors ends the process. The last one says why a connection could not be made.
  let reason = 'no answer';
  const note = (error: Error): void => {
    // A cluster says only that all of its nodes failed; why stands within.
    const cause = 'lastNodeError' in error ? error.lastNodeError : undefined;
    reason = cause instanceof Error ? cause.message : error.message;
  };
  driver.on('error', note);
  driver.on('node error', note);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), limitMs);
  });
  try {
    await Promise.race([driver.connect(), tooLate]);
  } catch {
    driver.disconnect();
    throw new ValkeyUnreachableError(`no connection to the cache: ${reason}`);
  } finally {
    clearTimeout(timer);
  }
  return clientOf(driver);
}

function clientOf(driver: Redis | Cluster): ValkeyClient {
  return {
    get isOpen() {
      return driver.status === 'ready';
    },
    get: (key) => tell(driver.get(key)),
    set: async (key, text, ttlMs) => {
      await tell(driver.set(key, text, 'PX', Math.max(1, Math.round(ttlMs))));
    },
    delete: async (keys) => {
      // One by one: in a cluster they lie in different slots. They go out together.
      await tell(Promise.all(keys.map((key) => driver.unlink(key))));
    },
    run: (script, keys, args) => tell(runScript(driver, script, keys, args)),
    close: () => driver.disconnect(),
  };
}

async function runScript(
  driver: Redis | Cluster,
  { lua, sha1 }: ValkeyScript,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  try {
    return await driver.evalsha(sha1, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return driver.eval(lua, keys.length, ...keys, ...args);
  }
}

/** Makes a refusal of the server one of ours: the driver's has the command with its values with it. */
async function tell<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') throw new ValkeyRefusalError(error.message);
    throw error;
  }
}
