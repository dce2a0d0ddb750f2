import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDBProxy, CfnDBProxyEndpoint, CfnDBProxyTargetGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { Stage } from '../stage-schema.ts';
import type { AuroraCluster } from './aurora-cluster.ts';

/** A caller that gets no connection in this time hears so while its own time limit still has room for an answer. */
const BORROW_TIMEOUT_S = 3;
/** Kept free for operators, backups and AWS's own sessions. */
const RESERVED_CONNECTIONS = 20;
/** A task has one connection, and has a twin while a deploy hands over. */
const CONNECTIONS_A_TASK = 2;

export interface AuroraProxyProps {
  readonly stage: Stage;
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  readonly database: AuroraCluster;
  /** Whole, with its six random characters: RDS refuses a shorter one. */
  readonly secretArn: string;
}

/** RDS Proxy with an address for reads. In a standby it serves reads only, until that region is promoted. */
export class AuroraProxy extends Construct {
  readonly host: string;
  readonly readerHost: string;

  constructor(scope: Construct, id: string, props: AuroraProxyProps) {
    super(scope, id);
    const { stage, vpc, database } = props;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('rds.amazonaws.com') });
    const mayRead = new ManagedPolicy(this, 'Policy', {
      statements: [
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [props.secretArn] }),
      ],
      roles: [role],
    });
    const network = {
      vpcSubnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
      vpcSecurityGroupIds: [props.securityGroup.securityGroupId],
    };
    const proxy = new CfnDBProxy(this, 'Proxy', {
      dbProxyName: database.clusterIdentifier,
      engineFamily: 'POSTGRESQL',
      auth: [{ authScheme: 'SECRETS', iamAuth: 'DISABLED', secretArn: props.secretArn }],
      roleArn: role.roleArn,
      requireTls: true,
      ...network,
    });
    proxy.node.addDependency(mayRead);
    const targets = new CfnDBProxyTargetGroup(this, 'Targets', {
      dbProxyName: proxy.ref,
      targetGroupName: 'default',
      dbClusterIdentifiers: [database.cluster.ref],
      connectionPoolConfigurationInfo: {
        maxConnectionsPercent: proxySharePercent(stage),
        connectionBorrowTimeout: BORROW_TIMEOUT_S,
      },
    });
    // A cluster without instances is refused as a target.
    for (const instance of database.instances) targets.addResourceDependency(instance);
    this.host = proxy.attrEndpoint;
    this.readerHost = stage.databaseReaders === 0 ? this.host : this.#makeReaderEndpoint(proxy, network);
  }

  #makeReaderEndpoint(
    proxy: CfnDBProxy,
    network: { readonly vpcSubnetIds: string[]; readonly vpcSecurityGroupIds: string[] },
  ): string {
    const endpoint = new CfnDBProxyEndpoint(this, 'Readers', {
      dbProxyName: proxy.ref,
      dbProxyEndpointName: `${proxy.dbProxyName}-readers`,
      targetRole: 'READ_ONLY',
      ...network,
    });
    return endpoint.attrEndpoint;
  }
}

/** What is left to the proxy of `max_connections` when all that go round it have theirs. */
function proxySharePercent(stage: Stage): number {
  const direct = stage.storeConcurrency + stage.ingestMaxTasks * CONNECTIONS_A_TASK + RESERVED_CONNECTIONS;
  const share = Math.floor((100 * (stage.databaseMaxConnections - direct)) / stage.databaseMaxConnections);
  if (share < 10)
    throw new Error(
      `stage ${stage.name}: databaseMaxConnections (${stage.databaseMaxConnections}) leaves the proxy ${share} %; ` +
        `storeConcurrency and ingestMaxTasks alone may take ${direct}`,
    );
  return share;
}
