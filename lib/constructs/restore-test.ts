import { CfnRestoreTestingPlan, CfnRestoreTestingSelection, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { type IVpc, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { SubnetGroup } from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';

export interface RestoreTestProps {
  readonly place: Place;
  readonly vpc: IVpc;
  readonly vault: IBackupVault;
  readonly role: IRole;
  readonly clusterArn: string;
  readonly tableArns: readonly string[];
}

/**
 * Each Sunday the newest recovery points are restored beside what runs, and deleted again by AWS Backup: a backup that was never restored
 * is a hope. A test costs the restored volume for the hours it is there (0.10 USD a GB-month: 100 GB for half a day, 0.17 USD) and some
 * 0.15 USD a GB of tables.
 */
export class RestoreTest extends Construct {
  constructor(scope: Construct, id: string, props: RestoreTestProps) {
    super(scope, id);
    // Names take no hyphen, and 50 characters at most.
    const name = `telefleet_${props.place.stage.name}`.replaceAll('-', '_');
    const plan = new CfnRestoreTestingPlan(this, 'Plan', {
      restoreTestingPlanName: `${name}_weekly`,
      // Two hours after the daily backup began.
      scheduleExpression: 'cron(0 5 ? * SUN *)',
      scheduleExpressionTimezone: 'Etc/UTC',
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [props.vault.backupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: 7,
      },
    });
    const shared = { restoreTestingPlanName: plan.ref, iamRoleArn: props.role.roleArn };
    new CfnRestoreTestingSelection(this, 'Database', {
      ...shared,
      restoreTestingSelectionName: `${name}_database`,
      protectedResourceType: 'Aurora',
      protectedResourceArns: [props.clusterArn],
      restoreMetadataOverrides: this.#placeRestoredCluster(props.vpc),
    });
    new CfnRestoreTestingSelection(this, 'Tables', {
      ...shared,
      restoreTestingSelectionName: `${name}_tables`,
      protectedResourceType: 'DynamoDB',
      protectedResourceArns: [...props.tableArns],
    });
  }

  /** Left alone AWS Backup restores into the account's default VPC, which may be gone, and may be open. Nobody is let in here. */
  #placeRestoredCluster(vpc: IVpc): Record<string, string> {
    const subnets = new SubnetGroup(this, 'Subnets', {
      vpc,
      description: 'restored clusters, for the time of the test',
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    });
    const closed = new SecurityGroup(this, 'Closed', {
      vpc,
      description: 'restored clusters: nobody in, nothing out',
      allowAllOutbound: false,
    });
    return {
      dbSubnetGroupName: subnets.subnetGroupName,
      vpcSecurityGroupIds: `["${closed.securityGroupId}"]`,
    };
  }
}
