import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { acknowledge } from './acknowledge.ts';
import type { NodeFunction } from './node-function.ts';

/**
 * What `fail-over` may do to make its own region the active one. Everything is named: the global cluster and the global datastore, which
 * belong to no region, and this region's own parts.
 */
export function allowPromotion(failOver: NodeFunction, place: Place): void {
  allowDatabase(failOver, place);
  allowIngest(failOver, place);
  if (place.stage.cacheGlobalDatastore) allowCache(failOver, place);
}

/** Switchover loses nothing and needs both regions; failover is for an outage. The target is this region's cluster. */
function allowDatabase(failOver: NodeFunction, { stage }: Place): void {
  const names = sharedNames(stage);
  const arnOf = arnFormatter(failOver);
  failOver.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['rds:SwitchoverGlobalCluster', 'rds:FailoverGlobalCluster', 'rds:DescribeGlobalClusters'],
      resources: [
        arnOf('rds', 'global-cluster', names.globalCluster, { region: '' }),
        arnOf('rds', 'cluster', names.databaseCluster),
      ],
    }),
  );
}

/** Starts the tasks, keeps autoscaling from stopping them again, and tells the next deploy of their number. */
function allowIngest(failOver: NodeFunction, { stage }: Place): void {
  const names = sharedNames(stage);
  const stack = Stack.of(failOver);
  failOver.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['ecs:UpdateService', 'ecs:DescribeServices'],
      resources: [
        stack.formatArn({
          service: 'ecs',
          resource: 'service',
          resourceName: `${names.ingestCluster}/${names.ingestService}`,
        }),
      ],
    }),
  );
  const target = stack.formatArn({
    service: 'application-autoscaling',
    resource: 'scalable-target',
    resourceName: '*',
  });
  failOver.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resources: [target],
      conditions: {
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      },
    }),
  );
  acknowledgeWildcard(
    failOver,
    target,
    "a target's id is random; the conditions leave the number of tasks of ECS services, and that call needs ecs:UpdateService too",
  );
  failOver.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['ssm:PutParameter'],
      resources: [
        // The name begins with the slash that stands between it and `parameter`.
        stack.formatArn({ service: 'ssm', resource: `parameter${names.ingestTasksParameter}` }),
      ],
    }),
  );
}

/** In an outage the region leaves the datastore; a planned move keeps it. */
function allowCache(failOver: NodeFunction, { stage }: Place): void {
  const { replicationGroup } = sharedNames(stage);
  const arnOf = arnFormatter(failOver);
  // ElastiCache puts a prefix of its own before the name of a global datastore.
  const datastore = arnOf('elasticache', 'globalreplicationgroup', `*-${replicationGroup}`, { region: '' });
  failOver.function.addToRolePolicy(
    new PolicyStatement({
      actions: [
        'elasticache:DisassociateGlobalReplicationGroup',
        'elasticache:FailoverGlobalReplicationGroup',
        'elasticache:DescribeGlobalReplicationGroups',
      ],
      resources: [datastore, arnOf('elasticache', 'replicationgroup', replicationGroup)],
    }),
  );
  acknowledgeWildcard(failOver, datastore, 'the prefix of the id is not known, the rest of it is ours');
}

function arnFormatter(failOver: NodeFunction) {
  return (
    service: string,
    resource: string,
    resourceName: string,
    part: { readonly region?: '' } = {},
  ): string =>
    Stack.of(failOver).formatArn({
      service,
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      ...part,
    });
}

/** @param arn as it stands in the policy; cdk-nag names the parts that are known at deploy by their parameters */
function acknowledgeWildcard(failOver: NodeFunction, arn: string, reason: string): void {
  const { partition, account } = Stack.of(failOver);
  const resource = arn
    .replace(partition, Token.isUnresolved(partition) ? '<AWS::Partition>' : partition)
    .replace(account, Token.isUnresolved(account) ? '<AWS::AccountId>' : account);
  acknowledge(failOver, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
}
