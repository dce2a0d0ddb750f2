import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { placesOf, stackName } from '../../lib/place.ts';
import { DatabaseStack } from '../../lib/stacks/database-stack.ts';
import { NetworkStack } from '../../lib/stacks/network-stack.ts';
import { stageNamed } from '../../lib/stages.ts';

const resources = z.record(
  z.string(),
  z.object({
    Type: z.string(),
    Properties: z.record(z.string(), z.unknown()).default({}),
    DeletionPolicy: z.string().optional(),
    UpdateReplacePolicy: z.string().optional(),
    DependsOn: z.array(z.string()).optional(),
  }),
);

interface Region {
  readonly stage: ReturnType<typeof stageNamed>;
  readonly role: string;
  readonly network: NetworkStack;
  readonly database: DatabaseStack;
}

const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } });
/** One that may be deleted, one without readers and proxy, and the largest in both regions. */
const regions: readonly Region[] = ['local', 'small', 'two-region'].map(stageNamed).flatMap((stage) =>
  placesOf(stage).map((place) => {
    const env = { region: place.region };
    const name = (part: string): string => stackName(stage, place.region, part);
    const network = new NetworkStack(app, name('network'), { place, env });
    const database = new DatabaseStack(app, name('database'), { place, env, network });
    return { stage, role: place.role, network, database };
  }),
);

const resourcesOf = (stack: Stack, type: string) =>
  Object.entries(resources.parse(Template.fromStack(stack).toJSON()['Resources']))
    .map(([id, resource]) => ({ id, ...resource }))
    .filter((resource) => resource.Type === type);

const one = (stack: Stack, type: string) => {
  const [found, ...more] = resourcesOf(stack, type);
  if (found === undefined || more.length > 0) throw new Error(`${stack.stackName} has not one ${type}`);
  return found;
};

function regionOf(stage: string, role = 'primary'): Region {
  const found = regions.find((region) => region.stage.name === stage && region.role === role);
  if (found === undefined) throw new Error(`no ${role} of ${stage}`);
  return found;
}

const ingress = z.array(
  z.object({ CidrIp: z.unknown(), IpProtocol: z.string(), FromPort: z.number(), ToPort: z.number() }),
);

describe.each(regions.map((region) => [`${region.stage.name}, ${region.role}`, region] as const))(
  'the network of %s',
  (_name, { stage, network }) => {
    it('takes datagrams from anywhere and lets all out, so that flows are untracked and a late push arrives', () => {
      const task = resourcesOf(network, 'AWS::EC2::SecurityGroup').find(({ id }) => id.startsWith('Task'));
      const rules = ingress.parse(task?.Properties['SecurityGroupIngress']);

      expect(rules).toContainEqual({ CidrIp: '0.0.0.0/0', IpProtocol: 'udp', FromPort: 2500, ToPort: 2500 });
      expect(task?.Properties['SecurityGroupEgress']).toMatchObject([
        { CidrIp: '0.0.0.0/0', IpProtocol: '-1' },
      ]);
    });

    it('opens nothing else to the world: health, metrics and commands are for the network itself', () => {
      const open = resourcesOf(network, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) =>
        ingress
          .parse(Properties['SecurityGroupIngress'] ?? [])
          .filter(({ CidrIp }) => CidrIp === '0.0.0.0/0' || CidrIp === '::/0'),
      );

      expect(open.map(({ IpProtocol, FromPort }) => [IpProtocol, FromPort])).toEqual([['udp', 2500]]);
    });

    it('has as many zones and NAT gateways as the stage pays for, and free ways to tables and buckets', () => {
      expect(resourcesOf(network, 'AWS::EC2::NatGateway')).toHaveLength(stage.natGateways);
      expect(resourcesOf(network, 'AWS::EC2::Subnet')).toHaveLength(3 * stage.availabilityZones);
      expect(
        resourcesOf(network, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties['VpcEndpointType']),
      ).toEqual(['Gateway', 'Gateway']);
    });

    it('gives no address to what only happens to stand in a public subnet', () => {
      for (const { Properties } of resourcesOf(network, 'AWS::EC2::Subnet'))
        expect(Properties['MapPublicIpOnLaunch']).toBe(false);
    });
  },
);

describe.each(regions.map((region) => [`${region.stage.name}, ${region.role}`, region] as const))(
  'the database of %s',
  (_name, { stage, role, database }) => {
    it('is private, encrypted, and refuses a connection without TLS', () => {
      expect(one(database, 'AWS::RDS::DBCluster').Properties).toMatchObject({
        StorageEncrypted: true,
        EnableIAMDatabaseAuthentication: true,
      });
      for (const { Properties } of resourcesOf(database, 'AWS::RDS::DBInstance'))
        expect(Properties['PubliclyAccessible']).toBe(false);
      expect(one(database, 'AWS::RDS::DBClusterParameterGroup').Properties['Parameters']).toMatchObject({
        'rds.force_ssl': '1',
      });
      for (const { Properties } of resourcesOf(database, 'AWS::EC2::SecurityGroup'))
        expect(Properties['SecurityGroupIngress']).toBeUndefined();
      for (const { Properties } of resourcesOf(database, 'AWS::EC2::SecurityGroupIngress'))
        expect(Properties).toMatchObject({
          FromPort: 5432,
          ToPort: 5432,
          SourceSecurityGroupId: expect.anything(),
        });
    });

    it('keeps its logical ids, since a new one would be a new and empty database', () => {
      expect(one(database, 'AWS::RDS::DBCluster').id).toBe('DatabaseCluster');
      expect(one(database, 'AWS::RDS::DBSubnetGroup').id).toBe('DatabaseSubnets');
      expect(resourcesOf(database, 'AWS::RDS::DBInstance').map(({ id }) => id)).toEqual(
        Array.from({ length: 1 + stage.databaseReaders }, (_, index) => `DatabaseInstance${index + 1}`),
      );
      expect(resourcesOf(database, 'AWS::SecretsManager::Secret').map(({ id }) => id)).toEqual(
        role === 'primary' ? ['DatabaseSecret'] : [],
      );
    });

    it('outlives its stack and cannot be deleted by accident where the stage says so', () => {
      const policy = stage.deletionProtection ? 'RetainExceptOnCreate' : 'Delete';
      const stateful = [
        one(database, 'AWS::RDS::DBCluster'),
        ...resourcesOf(database, 'AWS::RDS::DBInstance'),
        ...resourcesOf(database, 'AWS::RDS::GlobalCluster'),
        ...resourcesOf(database, 'AWS::SecretsManager::Secret'),
      ];

      expect(one(database, 'AWS::RDS::DBCluster').Properties['DeletionProtection']).toBe(
        stage.deletionProtection,
      );
      for (const { DeletionPolicy, UpdateReplacePolicy } of stateful) {
        expect(DeletionPolicy).toBe(policy);
        expect(UpdateReplacePolicy).toBe(stage.deletionProtection ? 'Retain' : 'Delete');
      }
    });

    it('has the limits of the guides, and as many connections as the stage says', () => {
      expect(one(database, 'AWS::RDS::DBClusterParameterGroup').Properties['Parameters']).toMatchObject({
        statement_timeout: '30000',
        idle_in_transaction_session_timeout: '60000',
        log_min_duration_statement: '1000',
        jit: '0',
        random_page_cost: '1.1',
        max_connections: String(stage.databaseMaxConnections),
      });
    });

    it('forgets its logs in time: the group is there before RDS would make it without retention', () => {
      const group = resourcesOf(database, 'AWS::Logs::LogGroup').find(
        ({ Properties }) =>
          Properties['LogGroupName'] === `/aws/rds/cluster/${database.clusterIdentifier}/postgresql`,
      );

      expect(group?.Properties['RetentionInDays']).toBe(stage.logRetentionDays);
      expect(one(database, 'AWS::RDS::DBCluster').DependsOn).toContain(group?.id);
    });

    it('leaves the proxy no connection that store-batch and the tasks may need', () => {
      const [targets] = resourcesOf(database, 'AWS::RDS::DBProxyTargetGroup');
      expect(targets !== undefined).toBe(stage.databaseProxy);
      const { MaxConnectionsPercent = 0 } = z
        .object({ MaxConnectionsPercent: z.number().optional() })
        .parse(targets?.Properties['ConnectionPoolConfigurationInfo'] ?? {});

      const proxied = (stage.databaseMaxConnections * MaxConnectionsPercent) / 100;
      expect(proxied + stage.storeConcurrency + 2 * stage.ingestMaxTasks).toBeLessThan(
        stage.databaseMaxConnections,
      );
    });

    it('is told by host, since the host in the secret is the first region’s for ever', () => {
      for (const { environment } of [database.direct, database.pooled])
        expect(Object.keys(environment)).toEqual(
          expect.arrayContaining(['DATABASE_SECRET_ARN', 'DATABASE_HOST', 'DATABASE_READER_HOST']),
        );
      // Aurora’s certificates are Amazon’s own, the proxy’s are public: a list without public authorities would refuse it.
      expect(database.direct.environment).toHaveProperty('DATABASE_CA_FILE');
      expect('DATABASE_CA_FILE' in database.pooled.environment).toBe(!stage.databaseProxy);
    });
  },
);

describe('a pair of regions', () => {
  const { database: leader } = regionOf('two-region');
  const { database: follower } = regionOf('two-region', 'standby');

  it('gives the follower no user, password or database, which RDS refuses', () => {
    const { Properties } = one(follower, 'AWS::RDS::DBCluster');

    expect(one(leader, 'AWS::RDS::DBCluster').Properties).toHaveProperty('MasterUsername');
    for (const refused of [
      'MasterUsername',
      'MasterUserPassword',
      'ManageMasterUserPassword',
      'DatabaseName',
    ])
      expect(Properties).not.toHaveProperty(refused);
  });

  it('joins both to one global cluster by its name, made from an engine and not from a cluster that may stop leading', () => {
    const global = one(leader, 'AWS::RDS::GlobalCluster');

    expect(global.Properties).not.toHaveProperty('SourceDBClusterIdentifier');
    for (const database of [leader, follower])
      expect(one(database, 'AWS::RDS::DBCluster').Properties['GlobalClusterIdentifier']).toBe(
        global.Properties['GlobalClusterIdentifier'],
      );
    expect(one(leader, 'AWS::RDS::DBCluster').DependsOn).toContain(global.id);
    expect(resourcesOf(follower, 'AWS::RDS::GlobalCluster')).toEqual([]);
  });

  it('encrypts the copy with a key of its own region, as RDS demands of encrypted data', () => {
    expect(one(follower, 'AWS::RDS::DBCluster').Properties).toMatchObject({
      KmsKeyId: 'alias/aws/rds',
      SourceRegion: 'eu-west-1',
    });
  });

  it('copies the login to the standby, which knows it by name only', () => {
    expect(one(leader, 'AWS::SecretsManager::Secret').Properties['ReplicaRegions']).toEqual([
      { Region: 'eu-central-1' },
    ]);
    expect(JSON.stringify(Template.fromStack(follower).toJSON())).not.toContain(
      'telefleet-two-region-eu-west-1',
    );
  });

  it('has networks that do not overlap, so that they can be joined', () => {
    const ranges = ['primary', 'standby'].map(
      (role) => one(regionOf('two-region', role).network, 'AWS::EC2::VPC').Properties['CidrBlock'],
    );
    expect(new Set(ranges).size).toBe(2);
  });
});

describe('the login of the database', () => {
  it('is changed every 30 days, and not by a deploy', () => {
    expect(one(regionOf('small').database, 'AWS::SecretsManager::RotationSchedule').Properties).toMatchObject(
      {
        RotationRules: { ScheduleExpression: 'rate(30 days)' },
        RotateImmediatelyOnUpdate: false,
      },
    );
  });

  it('is never in a template: the cluster refers to it', () => {
    const password = JSON.stringify(
      one(regionOf('small').database, 'AWS::RDS::DBCluster').Properties['MasterUserPassword'],
    );
    expect(password).toContain('{{resolve:secretsmanager:');
  });
});
