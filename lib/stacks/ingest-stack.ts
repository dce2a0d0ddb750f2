import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { IngestService } from '../constructs/ingest-service.ts';
import { IngestTaskDefinition } from '../constructs/ingest-task-definition.ts';
import { PushLoadBalancer } from '../constructs/push-load-balancer.ts';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

export interface IngestStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'taskSecurityGroup'>;
  readonly database: DatabaseAccess;
  /** Where the task puts its batches: `StoreStack.records.queue`. */
  readonly records: IQueue;
}

/** The UDP side: the service that keeps ingest tasks running, and the load balancer for those who need a fixed name. */
export class IngestStack extends Stack {
  readonly clusterName: string;
  readonly serviceName: string;

  constructor(scope: Construct, id: string, props: IngestStackProps) {
    super(scope, id, props);
    const { place, network, database, records } = props;
    const { vpc, taskSecurityGroup } = network;
    const names = sharedNames(place.stage);
    this.clusterName = names.ingestCluster;
    this.serviceName = names.ingestService;

    const cluster = new Cluster(this, 'Cluster', {
      clusterName: names.ingestCluster,
      vpc,
      containerInsightsV2: ContainerInsights.ENHANCED,
    });
    const { definition, container } = new IngestTaskDefinition(this, 'Ingest', { place, database, records });
    const { service } = new IngestService(this, 'Tasks', {
      place,
      cluster,
      vpc,
      securityGroup: taskSecurityGroup,
      definition,
    });

    if (place.stage.ingestLoadBalancer) {
      const { loadBalancer } = new PushLoadBalancer(this, 'Pushes', {
        vpc,
        service,
        containerName: container.containerName,
        deletionProtection: place.stage.deletionProtection,
      });
      new CfnOutput(this, 'PushAddress', {
        value: loadBalancer.loadBalancerDnsName,
        description: 'Where sources that push without being asked send to, UDP 2500',
      });
    }
  }
}
