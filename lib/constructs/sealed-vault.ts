import { ArnFormat, Stack } from 'aws-cdk-lib';
import { BackupVault, CfnBackupVault, type IBackupVault } from 'aws-cdk-lib/aws-backup';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';
import type { Stage } from '../stage-schema.ts';
import { removalOf } from './retention.ts';

/** The same in both regions, so that one can copy into the other's vault without referring to its stack. */
export function backupVaultName(stage: Stage): string {
  return `telefleet-${stage.name}`;
}

/** The vault of the other region, whether its stack is there yet or not. */
export function vaultIn(region: string, scope: Construct, id: string, stage: Stage): IBackupVault {
  const arn = Stack.of(scope).formatArn({
    service: 'backup',
    region,
    resource: 'backup-vault',
    resourceName: backupVaultName(stage),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return BackupVault.fromBackupVaultArn(scope, id, arn);
}

/**
 * Where recovery points lie until they are as old as the plan says. In a protected stage nobody deletes one by hand, and the vault with its
 * key outlives its stack; elsewhere it has to be emptied before the stack can go.
 */
export class SealedVault extends Construct {
  readonly vault: BackupVault;

  constructor(scope: Construct, id: string, { stage }: Place) {
    super(scope, id);
    // A key of our own, 1 USD a month: copies of encrypted Aurora snapshots are sealed with the key of the vault they go to, and the
    // key that AWS manages for vaults lets only AWS Backup use it, not RDS.
    const key = new Key(this, 'Key', {
      description: `backups of Telefleet ${stage.name}`,
      enableKeyRotation: true,
      removalPolicy: removalOf(stage),
    });
    this.vault = new BackupVault(this, 'Vault', {
      backupVaultName: backupVaultName(stage),
      encryptionKey: key,
      blockRecoveryPointDeletion: stage.deletionProtection,
      removalPolicy: removalOf(stage),
    });
    if (key.node.defaultChild instanceof CfnKey) key.node.defaultChild.overrideLogicalId('BackupKey');
    const vault = this.vault.node.defaultChild;
    if (vault instanceof CfnBackupVault) vault.overrideLogicalId('BackupVault');
  }
}
