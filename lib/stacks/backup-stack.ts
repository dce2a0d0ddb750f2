import { ArnFormat, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { RestoreTest } from '../constructs/restore-test.ts';
import { SealedVault, vaultIn } from '../constructs/sealed-vault.ts';
import { type SharedNames, sharedNames } from '../names.ts';
import { type Place, peerRegionOf } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

export interface BackupStackProps extends StackProps {
  readonly place: Place;
  /** Where restore tests put their cluster. */
  readonly network: Pick<NetworkStack, 'vpc'>;
}

const TABLES = [
  'sessions',
  'idempotency',
  'sockets',
  'coordination',
] as const satisfies (keyof SharedNames)[];

/**
 * Daily backups at 03:00 UTC with a copy in the other region, and their weekly restore test. The standby has only the vault that the
 * copies come to: its replicas are the same data, and after a fail-over its cluster's own backups (`databaseBackupDays`) go on.
 *
 * An account may have Aurora or DynamoDB switched off for AWS Backup (`aws backup describe-region-settings`, in each region); then no job
 * runs and none fails, which only an alarm on missing jobs would tell.
 */
export class BackupStack extends Stack {
  constructor(scope: Construct, id: string, props: BackupStackProps) {
    super(scope, id, props);
    const { place, network } = props;
    const { vault } = new SealedVault(this, 'Vault', place);
    if (place.role === 'standby') return;
    this.#planDaily(place, vault);
    new RestoreTest(this, 'RestoreTest', {
      place,
      vpc: network.vpc,
      vault,
      role: this.#makeRole('RestoreRole', 'AWSBackupServiceRolePolicyForRestores'),
      clusterArn: this.#clusterArn(place),
      tableArns: this.#tableArns(place),
    });
  }

  #planDaily(place: Place, vault: SealedVault['vault']): void {
    const { stage } = place;
    const peer = peerRegionOf(place);
    const deleteAfter = Duration.days(stage.backupRetentionDays);
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `telefleet-${stage.name}`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          startWindow: Duration.hours(1),
          // So that a job that hangs fails, and alarms, before the next one begins.
          completionWindow: Duration.hours(12),
          deleteAfter,
          copyActions:
            peer === undefined
              ? []
              : [{ destinationBackupVault: vaultIn(peer, this, 'PeerVault', stage), deleteAfter }],
        }),
      ],
    });
    plan.addSelection('Selection', {
      role: this.#makeRole('BackupRole', 'AWSBackupServiceRolePolicyForBackup'),
      disableDefaultBackupPolicy: true,
      resources: [this.#clusterArn(place), ...this.#tableArns(place)].map((arn) =>
        BackupResource.fromArn(arn),
      ),
    });
  }

  /** By fixed names: no stack of data has to be deployed, or alive, for this one. */
  #clusterArn({ stage }: Place): string {
    return this.formatArn({
      service: 'rds',
      resource: 'cluster',
      resourceName: sharedNames(stage).databaseCluster,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  #tableArns({ stage }: Place): string[] {
    const names = sharedNames(stage);
    return TABLES.map((table) =>
      this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: names[table] }),
    );
  }

  #makeRole(id: string, policy: string): Role {
    const role = new Role(this, id, {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(`service-role/${policy}`)],
    });
    acknowledge(
      role,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${policy}]`,
      'what AWS Backup has to do to a cluster and a table changes with the service, and this policy with it',
    );
    return role;
  }
}
