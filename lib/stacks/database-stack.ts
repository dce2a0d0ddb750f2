import { Stack, type StackProps } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { AuroraCluster } from '../constructs/aurora-cluster.ts';
import { AuroraCredentials } from '../constructs/aurora-credentials.ts';
import { AuroraProxy } from '../constructs/aurora-proxy.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { findSecretArn } from '../constructs/whole-secret-arn.ts';
import type { Place } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

const POSTGRES = Port.tcp(5432);

/** Where Lambda keeps Amazon's authorities, by which Aurora's certificates are signed. The task's image has the file in the same place. */
const CA_FILE = '/var/runtime/ca-cert.pem';

export interface DatabaseStackProps extends StackProps {
  readonly place: Place;
  readonly network: NetworkStack;
}

/** One region's Aurora PostgreSQL: the leader of a pair, or its follower, which is promoted when it takes over. */
export class DatabaseStack extends Stack {
  /** Straight to the cluster: for `store-batch`, `maintain-database` and the ingest task, whose number is bounded. */
  readonly direct: DatabaseAccess;
  /** By RDS Proxy where the stage has one (docs/adr/0008-rds-proxy.md): for everybody else. */
  readonly pooled: DatabaseAccess;
  readonly clusterIdentifier: string;
  readonly instanceIdentifiers: readonly string[];

  constructor(scope: Construct, id: string, props: DatabaseStackProps) {
    super(scope, id, props);
    const { place, network } = props;
    const { vpc } = network;
    const securityGroup = this.#makeSecurityGroup('SecurityGroup', network);

    const credentials =
      place.role === 'primary' ? new AuroraCredentials(this, 'Credentials', place) : undefined;
    const secret = credentials?.secret ?? secretNamed(this, 'Secret', place, 'databaseSecret');
    const database = new AuroraCluster(this, 'Database', {
      place,
      vpc,
      securityGroup,
      masterSecret: credentials?.secret,
    });
    const [writer] = database.instances;
    if (writer !== undefined)
      credentials?.rotate({
        cluster: database.cluster,
        writer,
        vpc,
        securityGroup: network.functionSecurityGroup,
      });

    this.clusterIdentifier = database.clusterIdentifier;
    this.instanceIdentifiers = database.instanceIdentifiers;
    this.direct = accessTo(secret, {
      [ENV.databaseHost]: database.cluster.attrEndpointAddress,
      [ENV.databaseReaderHost]: database.cluster.attrReadEndpointAddress,
      [ENV.databaseCaFile]: CA_FILE,
    });
    this.pooled = this.direct;
    if (!place.stage.databaseProxy) return;

    const proxySecurityGroup = this.#makeSecurityGroup('ProxySecurityGroup', network);
    proxySecurityGroup.addEgressRule(securityGroup, POSTGRES, 'database');
    securityGroup.addIngressRule(proxySecurityGroup, POSTGRES, 'proxy');
    const proxy = new AuroraProxy(this, 'Proxy', {
      stage: place.stage,
      vpc,
      securityGroup: proxySecurityGroup,
      database,
      secretArn: credentials?.secret.secretArn ?? findSecretArn(this, 'SecretArn', place, 'databaseSecret'),
    });
    this.pooled = accessTo(secret, {
      [ENV.databaseHost]: proxy.host,
      [ENV.databaseReaderHost]: proxy.readerHost,
      // The proxy's certificate is a public one: Node knows its authority.
    });
  }

  #makeSecurityGroup(id: string, network: NetworkStack): SecurityGroup {
    const group = new SecurityGroup(this, id, {
      vpc: network.vpc,
      description: 'PostgreSQL, for functions and tasks only',
      allowAllOutbound: false,
    });
    group.addIngressRule(network.functionSecurityGroup, POSTGRES, 'functions');
    group.addIngressRule(network.taskSecurityGroup, POSTGRES, 'ingest tasks');
    return group;
  }
}

function accessTo(secret: ISecret, environment: DatabaseAccess['environment']): DatabaseAccess {
  return {
    environment: { [ENV.databaseSecretArn]: secret.secretArn, ...environment },
    allow: (grantee) => {
      secret.grantRead(grantee);
    },
  };
}
