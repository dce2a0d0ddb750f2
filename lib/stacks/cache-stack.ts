import { Stack, type StackProps } from 'aws-cdk-lib';
import { Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { CACHE_PORT, makeCacheCluster } from '../constructs/cache-cluster.ts';
import type { CacheAccess } from '../constructs/cache-access.ts';
import { CacheUsers } from '../constructs/cache-users.ts';
import { ENV } from '../../core/contracts/env.ts';
import { removalOf, retentionOf } from '../constructs/retention.ts';
import type { Place } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

export interface CacheStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup' | 'taskSecurityGroup'>;
}

/**
 * Valkey for the cache and the rate limits. It may be lost at any time: programs then go on with their own memory. So each region has
 * one of its own, and nothing moves at a fail-over, unless the stage asks for a global datastore.
 */
export class CacheStack extends Stack {
  readonly replicationGroupId: string;
  readonly shards: number;
  readonly replicasPerShard: number;
  readonly access: CacheAccess;

  constructor(scope: Construct, id: string, props: CacheStackProps) {
    super(scope, id, props);
    const { place, network } = props;
    const users = new CacheUsers(this, 'Users', place);
    const cluster = makeCacheCluster(this, place, {
      cacheSubnetGroupName: this.#makeSubnetGroup(network),
      securityGroupIds: [this.#makeSecurityGroup(network).securityGroupId],
      userGroupIds: [users.userGroupId],
      logDeliveryConfigurations: [this.#makeSlowLog(place)],
    });
    this.replicationGroupId = cluster.ref;
    this.shards = place.stage.cacheShards;
    this.replicasPerShard = place.stage.cacheReplicasPerShard;
    this.access = {
      environment: {
        [ENV.cacheHost]: cluster.attrConfigurationEndPointAddress,
        [ENV.cachePasswordSecretArn]: users.password.secretArn,
      },
      allow: (grantee) => {
        users.password.grantRead(grantee);
      },
    };
  }

  #makeSubnetGroup({ vpc }: CacheStackProps['network']): string {
    return new CfnSubnetGroup(this, 'Subnets', {
      description: 'private subnets: nothing outside the VPC reaches the cache',
      subnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
    }).ref;
  }

  #makeSecurityGroup({
    vpc,
    functionSecurityGroup,
    taskSecurityGroup,
  }: CacheStackProps['network']): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Valkey: functions and the ingest task',
      allowAllOutbound: false,
    });
    group.addIngressRule(functionSecurityGroup, Port.tcp(CACHE_PORT), 'functions');
    group.addIngressRule(taskSecurityGroup, Port.tcp(CACHE_PORT), 'ingest task');
    return group;
  }

  /** Commands that took longer than 10 ms, the engine's own limit. */
  #makeSlowLog({ stage }: Place) {
    const group = new LogGroup(this, 'SlowLog', {
      retention: retentionOf(stage),
      removalPolicy: removalOf(stage),
    });
    return {
      logType: 'slow-log',
      logFormat: 'json',
      destinationType: 'cloudwatch-logs',
      destinationDetails: { cloudWatchLogsDetails: { logGroup: group.logGroupName } },
    };
  }
}
