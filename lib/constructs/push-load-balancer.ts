import { Duration } from 'aws-cdk-lib';
import { type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { type FargateService, Protocol as ContainerProtocol } from 'aws-cdk-lib/aws-ecs';
import { NetworkLoadBalancer, NetworkTargetGroup, Protocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { INGEST_PORTS } from './ingest-ports.ts';

export interface PushLoadBalancerProps {
  readonly vpc: IVpc;
  readonly service: FargateService;
  readonly containerName: string;
  readonly deletionProtection: boolean;
}

/**
 * A fixed name for sources that push without being asked. Commands never go this way: what a task starts leaves from its own address
 * (docs/adr/0011). The source's address stays in the datagram, since for UDP that cannot be turned off, and the task tells terminals by it.
 */
export class PushLoadBalancer extends Construct {
  readonly loadBalancer: NetworkLoadBalancer;

  constructor(scope: Construct, id: string, props: PushLoadBalancerProps) {
    super(scope, id);
    const { vpc, service, containerName, deletionProtection } = props;
    this.loadBalancer = new NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      internetFacing: true,
      // Fewer tasks than zones is usual here, and a zone without one would drop what it gets.
      crossZoneEnabled: true,
      deletionProtection,
      // The task's own group already takes UDP from everywhere and TCP from inside the VPC, where the health checks come from.
      disableSecurityGroups: true,
    });
    acknowledge(this.loadBalancer, 'AwsSolutions-ELB2', 'a Network Load Balancer logs TLS listeners only');

    const targetGroup = new NetworkTargetGroup(this, 'Tasks', {
      vpc,
      port: INGEST_PORTS.udp,
      protocol: Protocol.UDP,
      targets: [
        service.loadBalancerTarget({
          containerName,
          containerPort: INGEST_PORTS.udp,
          protocol: ContainerProtocol.UDP,
        }),
      ],
      // A UDP target is asked over TCP: `/ready` says that the sockets are bound and the terminals known.
      healthCheck: {
        protocol: Protocol.HTTP,
        port: String(INGEST_PORTS.http),
        path: '/ready',
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
      // A UDP flow does not end by itself: a source that goes on pushing would stay with the task that left.
      deregistrationDelay: Duration.seconds(10),
      connectionTermination: true,
    });
    this.loadBalancer.addListener('Pushes', {
      port: INGEST_PORTS.udp,
      protocol: Protocol.UDP,
      defaultTargetGroups: [targetGroup],
    });
  }
}
