import { FRESH_MS } from '../../bot/users/user-store.ts';
import type { RedisMetrics } from './metric-shapes.ts';
import { rounded } from './recent-measurements.ts';
import type { SystemParts } from './system-parts.ts';

/** Asked now, of this function's own connection. */
export async function readRedis({
  probeCache,
}: Pick<SystemParts, 'probeCache'>): Promise<Omit<RedisMetrics, 'timestamp'>> {
  const { state, latencyMs } = await probeCache();
  return {
    connected: state === 'shared',
    using_fallback: state !== 'shared',
    default_ttl: FRESH_MS / 1_000,
    latency_ms: rounded(latencyMs),
    alerts:
      state === 'away'
        ? [
            'The shared cache does not answer: each process uses its own memory. Limits are counted by each for itself.',
          ]
        : [],
  };
}
