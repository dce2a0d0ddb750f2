import type { CacheEndpoint } from '../cache/cache-endpoint.ts';
import type { CacheSource } from '../cache/cache-source.ts';
import { readSecretText } from './read-secret-text.ts';
import { remember } from './remembered.ts';

/** As lib/constructs/cache-cluster.ts opens it. */
const CLUSTER_PORT = 6379;

/**
 * Finds the shared cache. Its password is asked for at the first connection, and again after it was refused.
 * @returns undefined when there is none: the program's own memory stands in
 */
export function findCache(source: CacheSource): CacheEndpoint | undefined {
  if (source === 'process-memory') return undefined;
  if ('url' in source) return { url: source.url };
  const password = remember(() => readSecretText(source.passwordSecretArn), Date.now);
  return { host: source.host, port: CLUSTER_PORT, password, isEncrypted: true };
}
