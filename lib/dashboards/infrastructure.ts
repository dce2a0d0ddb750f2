import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { shardMaximum, shardsOf, hitPercent, packetsBeyondBandwidth } from '../metrics/cache.ts';
import {
  clusterMetric,
  connectionsPercent,
  instanceMetric,
  localStorageGib,
  memoryPercent,
  regionLagMs,
  replicaLagMs,
  slowStatements,
  volumePercent,
} from '../metrics/database.ts';
import { diskPercent, insightsMetric, serviceMetric } from '../metrics/ingest.ts';
import { peerRegionOf } from '../place.ts';
import { graph } from './graph.ts';
import type { DashboardSources } from './sources.ts';

/** The FOK guide's second page: CPU, memory, disk and network of the task, the database and the cache. */
export function infrastructureWidgets(sources: DashboardSources): IWidget[] {
  return [...taskWidgets(sources), ...databaseWidgets(sources), ...cacheWidgets(sources)];
}

function taskWidgets({ ingest }: DashboardSources): IWidget[] {
  return [
    graph({
      title: 'Task: CPU and memory',
      unit: '%',
      metrics: [
        serviceMetric(ingest, 'CPUUtilization').with({ label: 'CPU' }),
        serviceMetric(ingest, 'MemoryUtilization').with({ label: 'memory' }),
      ],
      alarms: ['ingest-cpu-high', 'ingest-cpu-critical', 'ingest-memory-critical'],
    }),
    graph({
      title: 'Task: disk',
      unit: '%',
      metrics: [diskPercent(ingest)],
      alarms: ['ingest-disk-nearly-full'],
    }),
    graph({
      title: 'Task: network',
      unit: 'bytes a second',
      metrics: [
        insightsMetric(ingest, 'NetworkRxBytes').with({ label: 'in' }),
        insightsMetric(ingest, 'NetworkTxBytes').with({ label: 'out' }),
      ],
    }),
  ];
}

function databaseWidgets({ place, database }: DashboardSources): IWidget[] {
  const { stage } = place;
  const instances = database.instanceIdentifiers;
  const hasPeer = peerRegionOf(place) !== undefined;
  return [
    graph({
      title: 'Database: CPU',
      unit: '%',
      metrics: instances.map((one) => instanceMetric(one, 'CPUUtilization')),
      alarms: ['database-cpu-high', 'database-cpu-critical'],
    }),
    graph({
      title: 'Database: memory',
      unit: '%',
      metrics: instances.map((one, index) => memoryPercent(stage, one, index)),
      alarms: ['database-memory-high', 'database-memory-critical'],
    }),
    graph({
      title: 'Database: connections',
      unit: '% of max_connections',
      metrics: instances.map((one) => connectionsPercent(stage, one)),
      alarms: ['database-connections'],
    }),
    graph({
      title: 'Database: volume',
      unit: '% of 128 TiB',
      metrics: [volumePercent(database)],
      alarms: ['database-volume-nearly-full'],
    }),
    graph({
      title: 'Database: local disk free',
      unit: 'GiB',
      metrics: instances.map((one) => localStorageGib(one)),
      alarms: ['database-local-storage-low'],
    }),
    graph({
      title: 'Database: network',
      unit: 'bytes a second',
      metrics: instances.map((one) => instanceMetric(one, 'NetworkThroughput')),
    }),
    graph({
      title: 'Database: replica lag',
      unit: 'ms',
      metrics: [replicaLagMs(database), ...(hasPeer ? [regionLagMs(database)] : [])],
      alarms: ['replica-lag'],
    }),
    graph({
      title: 'Database: commits',
      unit: 'ms',
      metrics: instances.map((one) => instanceMetric(one, 'CommitLatency')),
      alarms: ['database-commits-slow'],
    }),
    graph({
      title: 'Database: slow statements',
      unit: 'a minute',
      metrics: [slowStatements(stage)],
    }),
    graph({
      title: 'Database: reads and writes of the volume',
      unit: 'operations in 5 minutes',
      metrics: [
        clusterMetric(database, 'VolumeReadIOPs', 'Sum').with({ label: 'reads' }),
        clusterMetric(database, 'VolumeWriteIOPs', 'Sum').with({ label: 'writes' }),
      ],
    }),
  ];
}

function cacheWidgets({ cache }: DashboardSources): IWidget[] {
  const shards = shardsOf(cache);
  const highest = (name: string, statistic: string) =>
    shards.map((shard) => shardMaximum(cache, shard, name, statistic));
  return [
    graph({
      title: 'Cache: hits',
      unit: '%',
      metrics: shards.map((shard) => hitPercent(cache, shard)),
      alarms: ['cache-hit-below-target', 'cache-hit-low'],
    }),
    graph({
      title: 'Cache: CPU of the engine',
      unit: '%',
      metrics: highest('EngineCPUUtilization', 'Average'),
      alarms: ['cache-engine-busy'],
    }),
    graph({
      title: 'Cache: memory',
      unit: '%',
      metrics: highest('DatabaseMemoryUsagePercentage', 'Average'),
      alarms: ['cache-memory-high'],
    }),
    graph({
      title: 'Cache: evictions',
      unit: 'keys a minute',
      metrics: highest('Evictions', 'Sum'),
      alarms: ['cache-evictions'],
    }),
    graph({
      title: 'Cache: beyond the bandwidth',
      unit: 'packets a minute',
      metrics: shards.map((shard) => packetsBeyondBandwidth(cache, shard)),
      alarms: ['cache-network'],
    }),
    graph({
      title: 'Cache: replica lag',
      unit: 's',
      metrics: highest('ReplicationLag', 'Maximum'),
      alarms: ['cache-replica-lag'],
    }),
  ];
}
