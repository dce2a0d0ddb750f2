import { z } from 'zod';
import { sharedNames } from '../../lib/names.ts';
import { placesOf } from '../../lib/place.ts';
import type { Stage } from '../../lib/stage-schema.ts';
import { BackupStack } from '../../lib/stacks/backup-stack.ts';
import { NetworkStack } from '../../lib/stacks/network-stack.ts';
import { STAGE_NAMES, stageNamed } from '../../lib/stages.ts';
import { newApp, readTemplate } from '../support/read-template.ts';

const app = newApp();
const stacks = STAGE_NAMES.map(stageNamed)
  .flatMap(placesOf)
  .map((place) => {
    const { stage, role, region } = place;
    const env = { region };
    const network = new NetworkStack(app, `${stage.name}-${role}-network`, { place, env });
    const stack = new BackupStack(app, `${stage.name}-${role}-backup`, { place, env, network });
    return { stage, role, stack };
  })
  .map(({ stack, ...rest }) => ({ ...rest, template: readTemplate(stack) }));
const primaries = stacks.filter(({ role }) => role === 'primary');
const named = (list: typeof stacks) => list.map((one) => [`${one.stage.name}, ${one.role}`, one] as const);

const ruleSchema = z.object({
  BackupPlan: z.object({
    BackupPlanRule: z.tuple([
      z.object({
        ScheduleExpression: z.string(),
        Lifecycle: z.object({ DeleteAfterDays: z.number() }),
        CopyActions: z
          .array(
            z.object({
              DestinationBackupVaultArn: z.unknown(),
              Lifecycle: z.object({ DeleteAfterDays: z.number() }),
            }),
          )
          .optional(),
      }),
    ]),
  }),
});
const selectionSchema = z.object({ BackupSelection: z.object({ Resources: z.array(z.unknown()) }) });
const restoreSchema = z.object({
  ProtectedResourceType: z.string(),
  ProtectedResourceArns: z.array(z.unknown()),
  RestoreMetadataOverrides: z.record(z.string(), z.unknown()).optional(),
});

type Template = ReturnType<typeof readTemplate>;
const ruleOf = (template: Template) =>
  ruleSchema.parse(template.onlyOf('AWS::Backup::BackupPlan').Properties).BackupPlan.BackupPlanRule[0];
const restoresOf = (template: Template) =>
  template
    .ofType('AWS::Backup::RestoreTestingSelection')
    .map(({ Properties }) => restoreSchema.parse(Properties));

/** Last parts of the ARNs of everything that holds what cannot be made again. */
function dataOf(stage: Stage): string[] {
  const { databaseCluster, sessions, idempotency, sockets, coordination } = sharedNames(stage);
  return [
    `:cluster:${databaseCluster}`,
    ...[sessions, idempotency, sockets, coordination].map((table) => `:table/${table}`),
  ];
}

const expectArns = (arns: readonly unknown[], ends: readonly string[]) => {
  expect(arns).toHaveLength(ends.length);
  for (const end of ends) expect(JSON.stringify(arns)).toContain(`${end}"`);
};

describe.each(named(stacks))('the vault of %s', (_name, { stage, template }) => {
  const vault = template.onlyOf('AWS::Backup::BackupVault');

  it('has the name by which the other region copies into it, and a key that RDS may use', () => {
    expect(vault.Properties['BackupVaultName']).toBe(`telefleet-${stage.name}`);
    expect(vault.Properties['EncryptionKeyArn']).toEqual({
      'Fn::GetAtt': [template.onlyOf('AWS::KMS::Key').id, 'Arn'],
    });
  });

  it('has pinned logical ids: another vault of the same name cannot be made beside it', () => {
    expect([vault.id, template.onlyOf('AWS::KMS::Key').id]).toEqual(['BackupVault', 'BackupKey']);
  });

  it('lets nobody delete a backup by hand where data is protected, and outlives its stack there', () => {
    const policy = stage.deletionProtection ? 'RetainExceptOnCreate' : 'Delete';

    expect(vault.DeletionPolicy).toBe(policy);
    expect(template.onlyOf('AWS::KMS::Key').DeletionPolicy).toBe(policy);
    if (stage.deletionProtection)
      expect(vault.Properties['AccessPolicy']).toMatchObject({
        Statement: [{ Effect: 'Deny', Action: expect.arrayContaining(['backup:DeleteRecoveryPoint']) }],
      });
    else expect(vault.Properties['AccessPolicy']).toBeUndefined();
  });
});

describe.each(named(primaries))('the backups of %s', (_name, { stage, template }) => {
  it('run at 03:00 UTC and are kept as long as the stage says', () => {
    expect(ruleOf(template)).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      Lifecycle: { DeleteAfterDays: stage.backupRetentionDays },
    });
  });

  it('are of the database and the four tables, by name, so that a stack of data can be deployed alone', () => {
    const { Properties } = template.onlyOf('AWS::Backup::BackupSelection');

    expectArns(selectionSchema.parse(Properties).BackupSelection.Resources, dataOf(stage));
  });

  it('are restored each week, all of them, and never by a test that is not scheduled', () => {
    const plan = template.onlyOf('AWS::Backup::RestoreTestingPlan');

    expect(plan.Properties['ScheduleExpression']).toBe('cron(0 5 ? * SUN *)');
    expect(plan.Properties['RestoreTestingPlanName']).toMatch(/^\w{1,50}$/);
    expect(restoresOf(template).map((one) => one.ProtectedResourceType)).toEqual(['Aurora', 'DynamoDB']);
    expectArns(
      restoresOf(template).flatMap((one) => one.ProtectedResourceArns),
      dataOf(stage),
    );
  });

  it('are restored into closed subnets: AWS Backup would take the default VPC', () => {
    const [database] = restoresOf(template);
    const closed = template.onlyOf('AWS::EC2::SecurityGroup');

    expect(database?.RestoreMetadataOverrides?.['dbSubnetGroupName']).toEqual({
      Ref: template.onlyOf('AWS::RDS::DBSubnetGroup').id,
    });
    expect(JSON.stringify(database?.RestoreMetadataOverrides?.['vpcSecurityGroupIds'])).toContain(closed.id);
    expect(closed.Properties['SecurityGroupIngress']).toBeUndefined();
    expect(template.ofType('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(JSON.stringify(template.onlyOf('AWS::RDS::DBSubnetGroup').Properties)).toContain('databaseSubnet');
  });
});

describe('with two regions', () => {
  const of = (role: string) => {
    const found = stacks.find((one) => one.stage.regions.standby !== undefined && one.role === role);
    if (found === undefined) throw new Error(`no ${role}`);
    return found;
  };

  it('copies every backup into the vault of the other region, to be kept as long', () => {
    const { stage, template } = of('primary');
    const [copy, ...more] = ruleOf(template).CopyActions ?? [];

    expect(more).toEqual([]);
    expect(JSON.stringify(copy?.DestinationBackupVaultArn)).toMatch(
      /:backup:eu-central-1:.*:backup-vault:telefleet-two-region"/,
    );
    expect(copy?.Lifecycle.DeleteAfterDays).toBe(stage.backupRetentionDays);
  });

  it('gives the standby the vault alone: backups of replicas would be the same data, paid twice', () => {
    expect(
      of('standby')
        .template.resources.map(({ Type }) => Type)
        .sort(),
    ).toEqual(['AWS::Backup::BackupVault', 'AWS::KMS::Key']);
  });

  it('refers to nothing of the other region, which may be away', () => {
    for (const role of ['primary', 'standby']) {
      const outputs = [...of(role).template.text.matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)];
      expect(outputs.filter(([, stack]) => stack !== `two-region-${role}-network`)).toEqual([]);
    }
  });

  it('copies nothing where there is one region only', () => {
    for (const { template } of primaries.filter(({ stage }) => stage.regions.standby === undefined))
      expect(ruleOf(template).CopyActions ?? []).toEqual([]);
  });
});
