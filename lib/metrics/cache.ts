import { type MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expressionOf } from './expression.ts';

export interface Cache {
  readonly replicationGroupId: string;
  readonly shards: number;
  readonly replicasPerShard: number;
}

/** CloudWatch takes ten metrics an alarm, and a rate needs two a node. */
const MAX_NODES_IN_RATE = 5;

export function shardsOf({ shards }: Cache): number[] {
  return Array.from({ length: shards }, (_, index) => index + 1);
}

export function nodeMetric(node: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { CacheClusterId: node },
    statistic,
    label: node,
  });
}

/** Ids that ElastiCache gives the nodes of a shard; which of them is the primary changes. */
export function nodesOf({ replicationGroupId, replicasPerShard }: Cache, shard: number): string[] {
  return Array.from(
    { length: replicasPerShard + 1 },
    (_, index) => `${replicationGroupId}-${digits(shard, 4)}-${digits(index + 1, 3)}`,
  );
}

/** The highest of a shard's nodes: one that is missing must not hide the others. */
export function shardMaximum(
  cache: Cache,
  shard: number,
  metricName: string,
  statistic: string,
): MathExpression {
  const nodes = nodesOf(cache, shard).map((node) => nodeMetric(node, metricName, statistic));
  return expressionOf(labelOf(shard), byNumber(nodes), (ids) => `MAX([${filled(ids).join(', ')}])`);
}

/** CPU of the busiest node in percent of one core. */
export function busiestCorePercent(cache: Cache, shard: number, vcpus: number): MathExpression {
  const nodes = nodesOf(cache, shard).map((node) => nodeMetric(node, 'CPUUtilization', 'Average'));
  return expressionOf(
    labelOf(shard),
    byNumber(nodes),
    (ids) => `${vcpus} * MAX([${filled(ids).join(', ')}])`,
  );
}

/** Of a shard: hits of all reads. Fewer than 100 reads in a period say nothing and count as all hits. */
export function hitPercent(cache: Cache, shard: number): MathExpression {
  const nodes = nodesOf(cache, shard).slice(0, MAX_NODES_IN_RATE);
  const counted = [
    ...nodes.map((node) => nodeMetric(node, 'CacheHits', 'Sum')),
    ...nodes.map((node) => nodeMetric(node, 'CacheMisses', 'Sum')),
  ];
  return expressionOf(labelOf(shard), byNumber(counted), (ids) => {
    const all = filled(ids);
    const hits = all.slice(0, nodes.length).join(' + ');
    const reads = all.join(' + ');
    return `IF(${reads} >= 100, 100 * (${hits}) / (${reads}), 100)`;
  });
}

/** Packets of a shard beyond the bandwidth of its nodes, in and out. */
export function packetsBeyondBandwidth(cache: Cache, shard: number): MathExpression {
  const nodes = nodesOf(cache, shard).slice(0, MAX_NODES_IN_RATE);
  const counted = nodes.flatMap((node) => [
    nodeMetric(node, 'NetworkBandwidthInAllowanceExceeded', 'Sum'),
    nodeMetric(node, 'NetworkBandwidthOutAllowanceExceeded', 'Sum'),
  ]);
  return expressionOf(labelOf(shard), byNumber(counted), (ids) => filled(ids).join(' + '));
}

function byNumber(metrics: readonly Metric[]): Record<string, Metric> {
  return Object.fromEntries(metrics.map((metric, index) => [String(index), metric]));
}

const filled = (ids: Readonly<Record<string, string>>): string[] =>
  Object.values(ids).map((id) => `FILL(${id}, 0)`);
const labelOf = (shard: number): string => `shard ${shard}`;
const digits = (value: number, width: number): string => String(value).padStart(width, '0');
