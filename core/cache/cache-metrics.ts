import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CACHE_METRICS } from '../contracts/metrics.ts';
import type { CacheTally } from './cache-tally.ts';

/** Adds the counts to the EMF line that the caller is about to write, zeros included. */
export function addCacheMetrics(metrics: Metrics, { hits, misses, fallbacks }: CacheTally): void {
  metrics.addMetric(CACHE_METRICS.cacheHits, MetricUnit.Count, hits);
  metrics.addMetric(CACHE_METRICS.cacheMisses, MetricUnit.Count, misses);
  metrics.addMetric(CACHE_METRICS.cacheFallbacks, MetricUnit.Count, fallbacks);
}
