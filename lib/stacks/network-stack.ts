import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { removalOf, retentionOf } from '../constructs/retention.ts';
import type { Place } from '../place.ts';

/** Terminals are told this port; the task's health, metrics and command gateway have the other. */
const UDP_PORT = 2500;
const TASK_HTTP_PORT = 9100;

/** Apart, so that the two networks of a pair can be joined one day. */
const ADDRESSES = { primary: '10.40.0.0/16', standby: '10.41.0.0/16' } as const;

export interface NetworkStackProps extends StackProps {
  readonly place: Place;
}

/**
 * One region's network. Tasks stand in the public subnets with an address of their own (a terminal answers the address that spoke to it),
 * functions in the private ones behind NAT, the database and the cache in subnets without a way out.
 */
export class NetworkStack extends Stack {
  readonly vpc: Vpc;
  /** Of every function in the network. */
  readonly functionSecurityGroup: SecurityGroup;
  /** Of the ingest task. */
  readonly taskSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { stage, role } = props.place;

    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(ADDRESSES[role]),
      // By number: which letters an account has differs (Tokyo has no b), and synth must not look them up.
      availabilityZones: Array.from({ length: stage.availabilityZones }, (_, zone) =>
        Fn.select(zone, Fn.getAzs()),
      ),
      natGateways: stage.natGateways,
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        // The service gives its tasks public addresses; nothing else shall get one by standing here.
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 22, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: 'database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
      // They cost nothing, and keep what goes to tables and buckets off the NAT gateways (docs/adr/0007-nat-and-endpoints.md).
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    this.vpc.addFlowLog('Refused', {
      // What was let through, 10,000 terminals without a pause, would cost more than it tells.
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', { retention: retentionOf(stage), removalPolicy: removalOf(stage) }),
      ),
    });

    this.functionSecurityGroup = new SecurityGroup(this, 'FunctionSecurityGroup', {
      vpc: this.vpc,
      description: 'Functions: out only',
      allowAllOutbound: true,
    });
    this.taskSecurityGroup = this.#admitDatagrams();
  }

  #admitDatagrams(): SecurityGroup {
    const group = new SecurityGroup(this, 'TaskSecurityGroup', {
      vpc: this.vpc,
      description: 'Ingest tasks: UDP 2500 from anywhere, untracked',
      allowAllOutbound: true,
    });
    // From anywhere in and to anywhere out: only then are flows not tracked, and a push that comes hours after the last command still
    // arrives. A rule narrowed to terminals would forget them after 30 to 180 s. The task itself drops unknown sources.
    group.addIngressRule(Peer.anyIpv4(), Port.udp(UDP_PORT), 'terminals');
    group.addIngressRule(
      Peer.ipv4(this.vpc.vpcCidrBlock),
      Port.tcp(TASK_HTTP_PORT),
      'health, metrics, command gateway',
    );
    acknowledge(group, 'AwsSolutions-EC23', 'terminals push from any address; the task filters sources');
    return group;
  }
}
