import type { OperatorAlarms } from '../constructs/operator-alarm.ts';
import {
  busiestCorePercent,
  type Cache,
  hitPercent,
  packetsBeyondBandwidth,
  shardMaximum,
  shardsOf,
} from '../metrics/cache.ts';
import { nodeSizeOf } from '../metrics/node-size.ts';
import type { Place } from '../place.ts';

/** On nodes with more cores the engine's thread has one for itself, and `cache-engine-busy` says it all. */
const MAX_SHARED_VCPUS = 2;

/** One alarm a shard: a shard is what fills up and fails, whichever of its nodes is the primary. */
export function addCacheAlarms(alarms: OperatorAlarms, { stage }: Place, cache: Cache): void {
  const { vcpus } = nodeSizeOf(stage.cacheNodeType);
  for (const shard of shardsOf(cache)) {
    const subject = `shard-${shard}`;
    const highest = (name: string, statistic: string) => shardMaximum(cache, shard, name, statistic);

    alarms.add('cache-down', highest('CurrConnections', 'SampleCount'), subject);
    alarms.add('cache-hit-below-target', hitPercent(cache, shard), subject);
    alarms.add('cache-hit-low', hitPercent(cache, shard), subject);
    alarms.add('cache-memory-high', highest('DatabaseMemoryUsagePercentage', 'Average'), subject);
    alarms.add('cache-evictions', highest('Evictions', 'Sum'), subject);
    alarms.add('cache-engine-busy', highest('EngineCPUUtilization', 'Average'), subject);
    if (vcpus <= MAX_SHARED_VCPUS)
      alarms.add('cache-node-busy', busiestCorePercent(cache, shard, vcpus), subject);
    alarms.add('cache-network', packetsBeyondBandwidth(cache, shard), subject);
    if (cache.replicasPerShard > 0)
      alarms.add('cache-replica-lag', highest('ReplicationLag', 'Maximum'), subject);
  }
}
