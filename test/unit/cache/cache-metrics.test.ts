import { Metrics } from '@aws-lambda-powertools/metrics';
import { addCacheMetrics } from '../../../core/cache/cache-metrics.ts';

describe('addCacheMetrics', () => {
  it("adds the counts to the caller's own line, zeros included", () => {
    const metrics = new Metrics({ namespace: 'Test', serviceName: 'test' });
    addCacheMetrics(metrics, { hits: 9, misses: 1, fallbacks: 0, joined: 3, stale: 1 });

    expect(metrics.serializeMetrics()).toMatchObject({ CacheHits: 9, CacheMisses: 1, CacheFallbacks: 0 });
  });
});
