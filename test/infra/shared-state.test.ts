import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { z } from 'zod';
import { secretNamed } from '../../lib/constructs/shared-secrets.ts';
import { tableNamed } from '../../lib/constructs/shared-tables.ts';
import { sharedNames } from '../../lib/names.ts';
import { type Place, placesOf } from '../../lib/place.ts';
import { parseStage, type Stage } from '../../lib/stage-schema.ts';
import { STAGE_NAMES, stageNamed } from '../../lib/stages.ts';
import { SharedStateStack } from '../../lib/stacks/shared-state-stack.ts';
import { newApp, readTemplate } from '../support/read-template.ts';

const app = newApp();
const unprotected = parseStage({
  ...stageNamed('two-region'),
  name: 'trial-pair',
  deletionProtection: false,
});
const american = parseStage({
  ...stageNamed('two-region'),
  name: 'american',
  regions: { primary: 'us-west-2', standby: 'us-east-1', witness: 'us-east-2' },
});
const stages: readonly Stage[] = [...STAGE_NAMES.map(stageNamed), unprotected, american];

function placeOf(stage: Stage, role: Place['role']): Place {
  const place = placesOf(stage).find((one) => one.role === role);
  if (place === undefined) throw new Error(`${stage.name} has no ${role}`);
  return place;
}

const stacks = stages.map((stage) => {
  const place = placeOf(stage, 'primary');
  return new SharedStateStack(app, stage.name, { place, env: { region: place.region } });
});
/** Asks for a table and a secret in the standby region. */
const user = makeUser(placeOf(stageNamed('two-region'), 'standby'));
const templates = new Map(stacks.map((stack) => [stack.stackName, readTemplate(stack)]));

function makeUser(place: Place): Stack {
  const stack = new Stack(app, 'user', { env: { region: place.region } });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  tableNamed(stack, 'Coordination', place, 'coordination').grantReadWriteData(role);
  secretNamed(stack, 'Telegram', place, 'telegramSecret').grantRead(role);
  return stack;
}

function templateOf(stage: Stage) {
  const template = templates.get(stage.name);
  if (template === undefined) throw new Error(`${stage.name} was not synthesized`);
  return template;
}

const tableSchema = z.object({
  TableName: z.string(),
  BillingMode: z.string(),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.string() })),
  Replicas: z.array(
    z.object({
      Region: z.string(),
      DeletionProtectionEnabled: z.boolean(),
      PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }),
    }),
  ),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  MultiRegionConsistency: z.string().optional(),
  GlobalTableWitnesses: z.array(z.object({ Region: z.string() })).optional(),
});

const tablesOf = (stage: Stage) =>
  templateOf(stage)
    .ofType('AWS::DynamoDB::GlobalTable')
    .map(({ Properties }) => tableSchema.parse(Properties));

function tableOf(stage: Stage, name: string) {
  const table = tablesOf(stage).find(({ TableName }) => TableName === name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

const secretSchema = z.object({
  Name: z.string(),
  GenerateSecretString: z.object({
    ExcludePunctuation: z.literal(true),
    PasswordLength: z.number(),
    GenerateStringKey: z.string().optional(),
    SecretStringTemplate: z.string().optional(),
  }),
  ReplicaRegions: z.array(z.object({ Region: z.string() })).default([]),
});

function secretOf(stage: Stage, name: string) {
  const found = templateOf(stage)
    .ofType('AWS::SecretsManager::Secret')
    .map(({ Properties }) => secretSchema.parse(Properties))
    .find(({ Name }) => Name === name);
  if (found === undefined) throw new Error(`no secret ${name}`);
  return found;
}

describe.each(stages.map((stage) => [stage.name, stage] as const))(
  'shared state of stage %s',
  (_name, stage) => {
    const names = sharedNames(stage);

    it('makes the tables that the other stacks ask for by name, billed by request', () => {
      expect(tablesOf(stage).map(({ TableName }) => TableName)).toEqual([
        names.sessions,
        names.idempotency,
        names.sockets,
        names.coordination,
      ]);
      for (const { BillingMode } of tablesOf(stage)) expect(BillingMode).toBe('PAY_PER_REQUEST');
    });

    it('has no TTL on a strongly consistent table, which DynamoDB refuses at deploy and CDK does not', () => {
      for (const table of tablesOf(stage).filter((one) => one.MultiRegionConsistency === 'STRONG'))
        expect(table.TimeToLiveSpecification).toBeUndefined();
      expect(tableOf(stage, names.coordination).TimeToLiveSpecification).toBeUndefined();
    });

    it('lets everything but leases and region state expire', () => {
      const attributes = [names.sessions, names.idempotency, names.sockets].map(
        (name) => tableOf(stage, name).TimeToLiveSpecification,
      );

      expect(attributes).toEqual([
        { AttributeName: 'expiresAt', Enabled: true },
        { AttributeName: 'expiration', Enabled: true },
        { AttributeName: 'expiresAt', Enabled: true },
      ]);
    });

    it('can go back to any second of 35 days in every replica', () => {
      for (const { Replicas } of tablesOf(stage))
        for (const { PointInTimeRecoverySpecification } of Replicas)
          expect(PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    });

    it('outlives its stack and refuses deletion in every replica where the stage protects data', () => {
      // What a failed first deploy leaves would keep its fixed name from the next one.
      const policies = stage.deletionProtection ? ['RetainExceptOnCreate', 'Retain'] : ['Delete', 'Delete'];
      for (const { DeletionPolicy, UpdateReplacePolicy } of templateOf(stage).resources)
        expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(policies);
      for (const { DeletionProtectionEnabled } of tablesOf(stage).flatMap(({ Replicas }) => Replicas))
        expect(DeletionProtectionEnabled).toBe(stage.deletionProtection);
    });

    it('has pinned logical ids, since another one would replace the data', () => {
      expect(templateOf(stage).resources.map(({ id }) => id)).toEqual([
        'SessionsTable',
        'IdempotencyTable',
        'SocketsTable',
        'CoordinationTable',
        'TelegramSecret',
        'TerminalKeySecret',
        'OriginSecret',
      ]);
    });

    it('generates what the programs accept; another generator would replace values in use', () => {
      // core/aws/telegram-secrets.ts: the webhook secret has A-Z, a-z, 0-9, _ and - only.
      expect(secretOf(stage, names.telegramSecret).GenerateSecretString).toEqual({
        ExcludePunctuation: true,
        PasswordLength: 48,
        GenerateStringKey: 'webhookSecret',
        SecretStringTemplate: '{"tokens":{},"alarmChats":[]}',
      });
      expect(secretOf(stage, names.terminalKeySecret).GenerateSecretString).toEqual({
        ExcludePunctuation: true,
        PasswordLength: 43,
      });
      expect(secretOf(stage, names.originSecret).GenerateSecretString).toEqual({
        ExcludePunctuation: true,
        PasswordLength: 43,
        GenerateStringKey: 'value',
        SecretStringTemplate: '{}',
      });
    });

    it('generates a terminal key that Node reads as 32 bytes', () => {
      const { PasswordLength } = secretOf(stage, names.terminalKeySecret).GenerateSecretString;

      expect(Buffer.from('aZ9'.repeat(PasswordLength).slice(0, PasswordLength), 'base64')).toHaveLength(32);
    });
  },
);

it('keeps leases in a table where a conditional write is a lock over both regions', () => {
  const stage = stageNamed('two-region');

  expect(tableOf(stage, sharedNames(stage).coordination)).toMatchObject({
    MultiRegionConsistency: 'STRONG',
    GlobalTableWitnesses: [{ Region: 'eu-west-3' }],
    Replicas: [{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }],
  });
});

it('lets no other table pay for strong consistency', () => {
  for (const stage of stages)
    for (const { TableName, MultiRegionConsistency } of tablesOf(stage))
      expect(MultiRegionConsistency === undefined || TableName.endsWith('-coordination')).toBe(true);
});

it('copies every table to the standby, and none where there is no standby', () => {
  const regionsIn = (stage: Stage) => tablesOf(stage).map(({ Replicas }) => Replicas.length);

  expect(regionsIn(stageNamed('two-region'))).toEqual([2, 2, 2, 2]);
  expect(regionsIn(stageNamed('large'))).toEqual([1, 1, 1, 1]);
});

it('copies each secret to where it is read: the standby, and the origin secret to the region of CloudFront', () => {
  const replicas = (stage: Stage) => {
    const { telegramSecret, terminalKeySecret, originSecret } = sharedNames(stage);
    return [telegramSecret, terminalKeySecret, originSecret].map((name) =>
      secretOf(stage, name).ReplicaRegions.map(({ Region }) => Region),
    );
  };

  expect(replicas(stageNamed('small'))).toEqual([[], [], ['us-east-1']]);
  expect(replicas(stageNamed('two-region'))).toEqual([
    ['eu-central-1'],
    ['eu-central-1'],
    ['eu-central-1', 'us-east-1'],
  ]);
  // The standby is CloudFront's region: Secrets Manager refuses a region named twice.
  expect(replicas(american)).toEqual([['us-east-1'], ['us-east-1'], ['us-east-1']]);
});

it('is used in the standby without any reference to the primary, which may be away', () => {
  const { text } = readTemplate(user);

  expect(text).toContain(':dynamodb:eu-central-1:');
  expect(text).toContain(':table/telefleet-two-region-coordination');
  expect(text).toContain(':secret:telefleet/two-region/telegram-??????');
  expect(text).not.toContain('eu-west-1');
  expect(text).not.toMatch(/GetStackOutput|ImportValue/);
});
