import { Duration } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { AttachmentTargetType, CfnSecret, HostedRotation, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';
import { removalOf, retentionOf } from './retention.ts';

export const DATABASE_USER = 'telefleet';

/** A login travels in URLs and shell lines of operators too; the rotation must keep to the same. */
const EXCLUDED_CHARACTERS = ` %+~\`#$&*()|[]{}:;<>?!'/@"\\`;

export interface RotationProps {
  readonly cluster: CfnDBCluster;
  readonly writer: CfnDBInstance;
  readonly vpc: IVpc;
  /** The database admits it. */
  readonly securityGroup: ISecurityGroup;
}

/** The database's login, made in the primary region and copied to the standby, as the database is. */
export class AuroraCredentials extends Construct {
  readonly secret: Secret;
  readonly #place: Place;

  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id);
    this.#place = place;
    const { stage } = place;
    this.secret = new Secret(this, 'Secret', {
      secretName: sharedNames(stage).databaseSecret,
      description: 'Login of the database',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: DATABASE_USER }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludeCharacters: EXCLUDED_CHARACTERS,
      },
      replicaRegions: stage.regions.standby === undefined ? [] : [{ region: stage.regions.standby }],
      removalPolicy: removalOf(stage),
    });
    const resource = this.secret.node.defaultChild;
    if (resource instanceof CfnSecret) resource.overrideLogicalId('DatabaseSecret');
  }

  /** Changes the password every 30 days. Programs follow without a restart (core/database/password-pool.ts). */
  rotate({ cluster, writer, vpc, securityGroup }: RotationProps): void {
    const { stage } = this.#place;
    // AWS's own rotation function comes with a transform at deploy: its log group can only be set by its name.
    const functionName = `${sharedNames(stage).databaseCluster}-rotation`;
    const logs = new LogGroup(this, 'RotationLogs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: retentionOf(stage),
      removalPolicy: removalOf(stage),
    });
    const attached = this.secret.attach({
      asSecretAttachmentTarget: () => ({
        targetId: cluster.ref,
        targetType: AttachmentTargetType.RDS_DB_CLUSTER,
      }),
    });
    const rotation = attached.addRotationSchedule('Rotation', {
      automaticallyAfter: Duration.days(30),
      // A deploy is no time to change the password.
      rotateImmediatelyOnUpdate: false,
      hostedRotation: HostedRotation.postgreSqlSingleUser({
        functionName,
        vpc,
        vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [securityGroup],
        excludeCharacters: EXCLUDED_CHARACTERS,
      }),
    });
    rotation.node.addDependency(writer, logs);
  }
}
