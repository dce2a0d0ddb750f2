import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import {
  CfnGlobalReplicationGroup,
  CfnParameterGroup,
  CfnReplicationGroup,
  type CfnReplicationGroupProps,
} from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import type { Stage } from '../stage-schema.ts';
import { acknowledge } from './acknowledge.ts';

export const CACHE_PORT = 6379;

/** What a cluster has of its region, alone or as part of a global datastore. */
export type RegionalCacheProps = Pick<
  CfnReplicationGroupProps,
  'cacheSubnetGroupName' | 'securityGroupIds' | 'userGroupIds' | 'logDeliveryConfigurations'
>;

/**
 * A cluster of `cacheShards` masters with `cacheReplicasPerShard` each. In the standby of a global datastore it joins the primary's and
 * states nothing that it has from there, which ElastiCache refuses.
 */
export function makeCacheCluster(
  scope: Construct,
  place: Place,
  regional: RegionalCacheProps,
): CfnReplicationGroup {
  const { stage } = place;
  const isJoining = stage.cacheGlobalDatastore && place.role === 'standby';
  const cluster = new CfnReplicationGroup(scope, 'Cluster', {
    replicationGroupId: sharedNames(stage).replicationGroup,
    replicationGroupDescription: `Telefleet ${stage.name}: cache and rate limits`,
    replicasPerNodeGroup: stage.cacheReplicasPerShard,
    port: CACHE_PORT,
    // Cluster mode demands it, also of a shard without a replica.
    automaticFailoverEnabled: true,
    multiAzEnabled: stage.cacheReplicasPerShard > 0,
    ...regional,
    ...(isJoining
      ? { globalReplicationGroupId: askForDatastoreId(scope, stage) }
      : ownSettings(scope, stage)),
  });
  cluster.overrideLogicalId('CacheCluster');
  // Otherwise another number of shards replaces the cluster, and its fixed name makes that fail.
  cluster.cfnOptions.updatePolicy = { useOnlineResharding: true };
  if (stage.cacheGlobalDatastore && place.role === 'primary') shareCluster(scope, place, cluster);
  acknowledgeFindings(cluster, stage, isJoining);
  return cluster;
}

/** What the primary of a global datastore gives to its secondaries. */
function ownSettings(scope: Construct, stage: Stage): Partial<CfnReplicationGroupProps> {
  const parameters = new CfnParameterGroup(scope, 'Parameters', {
    cacheParameterGroupFamily: 'valkey9',
    description: `Telefleet ${stage.name}: cluster mode, least recently used keys go first`,
    properties: {
      'cluster-enabled': 'yes',
      'maxmemory-policy': 'allkeys-lru',
      'maxmemory-samples': '10',
      'tcp-keepalive': '300',
      timeout: '0',
      // The guides' maxmemory follows from the node type here, and save/appendonly are not ours to set: a cache may be lost.
    },
  });
  return {
    engine: 'valkey',
    engineVersion: '9.1',
    cacheNodeType: `cache.${stage.cacheNodeType}`,
    numNodeGroups: stage.cacheShards,
    cacheParameterGroupName: parameters.ref,
    // With TLS on and no mode given, plain connections are refused.
    transitEncryptionEnabled: true,
    atRestEncryptionEnabled: true,
    // No snapshots: whatever is here can be read again from the database.
    snapshotRetentionLimit: 0,
  };
}

function shareCluster(scope: Construct, place: Place, cluster: CfnReplicationGroup): void {
  const datastore = new CfnGlobalReplicationGroup(scope, 'Datastore', {
    globalReplicationGroupIdSuffix: sharedNames(place.stage).replicationGroup,
    automaticFailoverEnabled: true,
    // One member only: CloudFormation refuses more here, and the secondary joins by itself.
    members: [{ replicationGroupId: cluster.ref, replicationGroupRegion: place.region, role: 'PRIMARY' }],
  });
  datastore.overrideLogicalId('CacheDatastore');
  new CfnOutput(scope, 'DatastoreId', {
    description: 'give it to the cache stack of the standby region as parameter DatastoreId',
    value: datastore.attrGlobalReplicationGroupId,
  });
}

/**
 * A parameter of the stack, not a reference: ElastiCache puts a prefix of its own before the name, so the id cannot be composed, and a
 * reference to the primary would keep the standby from being deployed while the primary is away. CloudFormation remembers the value.
 */
function askForDatastoreId(scope: Construct, stage: Stage): string {
  const suffix = sharedNames(stage).replicationGroup;
  return new CfnParameter(scope, 'DatastoreId', {
    description: `Output DatastoreId of the primary's cache stack, such as ldgnf-${suffix}; needed once`,
    allowedPattern: `^[a-z0-9]+-${suffix}$`,
    constraintDescription: `must be the whole id with its prefix, such as ldgnf-${suffix}`,
  }).valueAsString;
}

function acknowledgeFindings(cluster: CfnReplicationGroup, stage: Stage, isJoining: boolean): void {
  acknowledge(
    cluster,
    'AwsSolutions-AEC6',
    'a user with a password in a user group; an auth token excludes it',
  );
  acknowledge(cluster, 'AwsSolutions-AEC5', 'another port hides nothing from the two groups that are let in');
  if (isJoining)
    acknowledge(
      cluster,
      'AwsSolutions-AEC3',
      'both encryptions come from the primary and must not be stated',
    );
  if (stage.cacheReplicasPerShard === 0)
    acknowledge(
      cluster,
      'AwsSolutions-AEC4',
      'one node: it may be lost, the process memory stands in for it',
    );
}
