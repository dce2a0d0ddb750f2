import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  CfnDBCluster,
  type CfnDBClusterProps,
  CfnDBInstance,
  CfnDBSubnetGroup,
  CfnGlobalCluster,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import type { Stage } from '../stage-schema.ts';
import { acknowledge } from './acknowledge.ts';
import { DATABASE_USER } from './aurora-credentials.ts';
import { makeAuroraParameters } from './aurora-parameters.ts';
import { removalOf, retentionOf } from './retention.ts';

const ENGINE = 'aurora-postgresql';
const VERSION = AuroraPostgresEngineVersion.VER_17_9.auroraPostgresFullVersion;
const DATABASE_NAME = 'telefleet';

export interface AuroraClusterProps {
  readonly place: Place;
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  /** The login to make. `undefined` in a standby: the data comes with its users, and RDS refuses a second one. */
  readonly masterSecret: ISecret | undefined;
}

/**
 * A region's Aurora cluster, its writer and its readers. Written with plain resources: CDK's `DatabaseCluster` gives every cluster a master
 * user, also the second one of a global database. Which instance writes changes with every fail-over, so they have numbers, not roles.
 */
export class AuroraCluster extends Construct {
  readonly cluster: CfnDBCluster;
  readonly instances: readonly CfnDBInstance[];
  readonly clusterIdentifier: string;
  readonly instanceIdentifiers: readonly string[];

  constructor(scope: Construct, id: string, props: AuroraClusterProps) {
    super(scope, id);
    const { stage } = props.place;
    this.clusterIdentifier = sharedNames(stage).databaseCluster;

    const logs = new LogGroup(this, 'Logs', {
      // RDS makes it without retention when it is not there.
      logGroupName: `/aws/rds/cluster/${this.clusterIdentifier}/postgresql`,
      retention: retentionOf(stage),
      removalPolicy: removalOf(stage),
    });
    const subnets = new CfnDBSubnetGroup(this, 'Subnets', {
      dbSubnetGroupDescription: 'Subnets without a way out',
      subnetIds: props.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
    });
    subnets.overrideLogicalId('DatabaseSubnets');

    this.cluster = new CfnDBCluster(this, 'Cluster', {
      dbClusterIdentifier: this.clusterIdentifier,
      engine: ENGINE,
      engineVersion: VERSION,
      dbSubnetGroupName: subnets.ref,
      dbClusterParameterGroupName: makeAuroraParameters(this, 'Parameters', stage).ref,
      vpcSecurityGroupIds: [props.securityGroup.securityGroupId],
      storageEncrypted: true,
      enableIamDatabaseAuthentication: true,
      deletionProtection: stage.deletionProtection,
      backupRetentionPeriod: stage.databaseBackupDays,
      copyTagsToSnapshot: true,
      enableCloudwatchLogsExports: ['postgresql'],
      databaseInsightsMode: 'standard',
      performanceInsightsEnabled: true,
      // What is free.
      performanceInsightsRetentionPeriod: 7,
      serverlessV2ScalingConfiguration: {
        minCapacity: stage.databaseMinAcu,
        maxCapacity: stage.databaseMaxAcu,
      },
      ...(props.masterSecret === undefined ? followerOf(stage) : leaderWith(props.masterSecret)),
      ...(stage.regions.standby === undefined
        ? {}
        : { globalClusterIdentifier: sharedNames(stage).globalCluster }),
    });
    this.cluster.overrideLogicalId('DatabaseCluster');
    this.cluster.applyRemovalPolicy(removalOf(stage));
    this.cluster.node.addDependency(logs);
    acknowledge(
      this.cluster,
      'AwsSolutions-RDS11',
      'a port is no secret; only our security groups are admitted',
    );
    if (!stage.deletionProtection)
      acknowledge(this.cluster, 'AwsSolutions-RDS10', 'the stage is for trials and may be deleted');

    if (props.masterSecret !== undefined && stage.regions.standby !== undefined)
      this.cluster.addResourceDependency(this.#makeGlobalCluster(stage));
    this.instances = this.#makeInstances(stage);
    this.instanceIdentifiers = this.instances.map((_, index) => this.#instanceIdentifier(index));
  }

  /**
   * From an engine and not from a cluster: which cluster leads changes with a switch-over, and a template that named it could detach it
   * at the next deploy.
   */
  #makeGlobalCluster(stage: Stage): CfnGlobalCluster {
    const global = new CfnGlobalCluster(this, 'Global', {
      globalClusterIdentifier: sharedNames(stage).globalCluster,
      engine: ENGINE,
      engineVersion: VERSION,
      storageEncrypted: true,
      deletionProtection: stage.deletionProtection,
    });
    global.overrideLogicalId('GlobalCluster');
    global.applyRemovalPolicy(removalOf(stage));
    return global;
  }

  #makeInstances(stage: Stage): CfnDBInstance[] {
    return Array.from({ length: 1 + stage.databaseReaders }, (_, index) => {
      const size = index === 0 ? stage.databaseWriterClass : stage.databaseReaderClass;
      const instance = new CfnDBInstance(this, `Instance${index + 1}`, {
        dbClusterIdentifier: this.cluster.ref,
        dbInstanceIdentifier: this.#instanceIdentifier(index),
        dbInstanceClass: `db.${size}`,
        engine: ENGINE,
        publiclyAccessible: false,
        // The first reader is the next writer; a serverless one of tier 1 is also kept as large as the writer.
        promotionTier: index,
        enablePerformanceInsights: true,
        performanceInsightsRetentionPeriod: 7,
        // The version stands above: one that AWS raised by itself would be a downgrade at the next deploy, and a pair raises its
        // standby first.
        autoMinorVersionUpgrade: false,
      });
      instance.overrideLogicalId(`DatabaseInstance${index + 1}`);
      instance.applyRemovalPolicy(removalOf(stage));
      return instance;
    });
  }

  #instanceIdentifier(index: number): string {
    return `${this.clusterIdentifier}-${index + 1}`;
  }
}

function leaderWith(secret: ISecret): Partial<CfnDBClusterProps> {
  return {
    databaseName: DATABASE_NAME,
    masterUsername: DATABASE_USER,
    // Becomes a dynamic reference in the template: the password itself is never in it.
    masterUserPassword: secret.secretValueFromJson('password').unsafeUnwrap(),
  };
}

/** A copy of encrypted data needs a key of its own region and the region that it comes from. */
function followerOf(stage: Stage): Partial<CfnDBClusterProps> {
  return { kmsKeyId: 'alias/aws/rds', sourceRegion: stage.regions.primary };
}
