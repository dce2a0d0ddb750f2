import { rm } from 'node:fs/promises';
import { ENV } from '../../core/contracts/env.ts';
import { STAGE_NAMES, stageNamed } from '../../lib/stages.ts';
import { type Synthesized, synthesizeStage } from '../support/synthesize.ts';
import {
  allowedBy,
  functionsOf,
  logicalIdOf,
  variablesOf,
  variablesOfTasks,
} from '../support/template-reading.ts';

/** What holds for every stage, whoever adds a resource to it. */
const byStage = new Map<string, Synthesized>();

beforeAll(async () => {
  for (const stage of STAGE_NAMES) byStage.set(stage, await synthesizeStage(stage));
}, 120_000);

afterAll(async () => {
  for (const { directory } of byStage.values()) await rm(directory, { recursive: true, force: true });
});

/** The cache is not among them: it may be lost by design. */
const STATEFUL = [
  'AWS::RDS::DBCluster',
  'AWS::RDS::GlobalCluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Backup::BackupVault',
  'AWS::S3::Bucket',
];

describe.each(STAGE_NAMES)('stage %s', (name) => {
  const stage = (): Synthesized => {
    const found = byStage.get(name);
    if (found === undefined) throw new Error(`${name} was not synthesized`);
    return found;
  };

  it('keeps databases and caches off the Internet: nothing but the UDP port of the task is open to it', () => {
    for (const { id, Properties } of stage().ofType('AWS::RDS::DBInstance'))
      expect([id, Properties['PubliclyAccessible'] ?? false]).toEqual([id, false]);
    const open = [
      ...stage()
        .ofType('AWS::EC2::SecurityGroupIngress')
        .map(({ Properties }) => Properties),
      ...stage()
        .ofType('AWS::EC2::SecurityGroup')
        .flatMap(({ Properties }) => [Properties['SecurityGroupIngress'] ?? []].flat()),
    ].filter((rule) => /"Cidr(Ip|Ipv6)":"(0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify(rule)));

    expect(open.length).toBeGreaterThan(0);
    for (const rule of open) expect(rule).toMatchObject({ IpProtocol: 'udp', FromPort: 2500, ToPort: 2500 });
  });

  it('lets nobody sign in to the API by saying who they are: only the local runner sets that switch', () => {
    expect(stage().stacks.length).toBeGreaterThan(0);
    for (const { name: stack, text } of stage().stacks)
      expect([stack, text.includes(ENV.devLogin)]).toEqual([stack, false]);
  });

  it('gives every queue a dead-letter queue, so that no message disappears', () => {
    const queues = stage().ofType('AWS::SQS::Queue');
    const targets = new Set(
      queues.flatMap(({ stack, Properties }) =>
        Properties['RedrivePolicy'] === undefined
          ? []
          : [`${stack}/${logicalIdOf(Properties['RedrivePolicy'])}`],
      ),
    );
    const failures = new Set(
      stage()
        .ofType('AWS::Lambda::EventInvokeConfig')
        .map(({ stack, Properties }) => `${stack}/${logicalIdOf(Properties['DestinationConfig'])}`),
    );
    const unguarded = queues.filter(
      ({ id, stack, Properties }) =>
        Properties['RedrivePolicy'] === undefined &&
        !targets.has(`${stack}/${id}`) &&
        !failures.has(`${stack}/${id}`) &&
        // Written to by receive-update itself: nothing of ours reads it, so nothing can fail there.
        !id.startsWith('UpdateDeadLetters') &&
        // News of a minute for the live page, worth nothing afterwards: docs/adr/0021-live.md.
        !id.startsWith('Changes'),
    );

    expect(unguarded.map(({ stack, id }) => `${stack}/${id}`)).toEqual([]);
    expect(targets.size).toBeGreaterThan(0);
  });

  it('raises an alarm on every queue: nobody looks into a dead-letter queue by himself', () => {
    const alarmed = stage()
      .stacks.filter(({ name: stack }) => stack.endsWith('-observability'))
      .map(({ text }) => text)
      .join('\n');
    for (const { id, stack } of stage().ofType('AWS::SQS::Queue'))
      expect([stack, id, alarmed.includes(id)]).toEqual([stack, id, true]);
  });

  it('hides a message for six times as long as its function may run, or SQS would give it to a second one', () => {
    const mappings = stage().ofType('AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeGreaterThan(0);
    for (const { stack, Properties } of mappings) {
      const find = (id: string) => stage().resources.find((one) => one.stack === stack && one.id === id);
      const queue = find(logicalIdOf(Properties['EventSourceArn']));
      const consumer = find(logicalIdOf(Properties['FunctionName']));

      expect(Number(queue?.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(
        6 * Number(consumer?.Properties['Timeout']),
      );
    }
  });

  it('lets event sources report single failures and run beside each other, as Lambda demands', () => {
    for (const { Properties } of stage().ofType('AWS::Lambda::EventSourceMapping')) {
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(Properties['ScalingConfig']).toEqual({ MaximumConcurrency: expect.any(Number) });
      const hasWindow = Number(Properties['MaximumBatchingWindowInSeconds'] ?? 0) >= 1;
      expect(Number(Properties['BatchSize']) <= 10 || hasWindow).toBe(true);
    }
  });

  it('explains every alarm: what it means, and why missing data is treated as it is', () => {
    const alarms = stage().ofType('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(20);
    for (const { id, Properties } of alarms) {
      expect([id, Properties['TreatMissingData']]).toEqual([
        id,
        expect.stringMatching(/^(breaching|notBreaching|ignore|missing)$/),
      ]);
      expect([id, Properties['AlarmDescription']]).toEqual([id, expect.stringMatching(/.{40}/s)]);
      expect([id, Properties['AlarmName']]).toEqual([id, expect.stringContaining(`telefleet-${name}-`)]);
    }
  });

  it('forgets logs in time: a group without retention is paid for ever', () => {
    const groups = stage().ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(5);
    for (const { stack, id, Properties } of groups)
      expect([stack, id, Properties['RetentionInDays']]).toEqual([stack, id, expect.any(Number)]);
  });

  it('allows no action on everything but what knows no resources', () => {
    const withoutResource = new Set([
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      // Network interfaces of functions and tasks, before they have an id.
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
      'ecr:GetAuthorizationToken',
    ]);
    const statements = allowedBy(stage());
    expect(statements.length).toBeGreaterThan(5);
    for (const { where, actions, resources } of statements) {
      expect([where, actions.filter((action) => action === '*' || action.endsWith(':*'))]).toEqual([
        where,
        [],
      ]);
      if (resources.includes('*'))
        expect([where, actions.filter((action) => !withoutResource.has(action))]).toEqual([where, []]);
    }
  });

  it('keeps what holds data when its stack goes, except where the stage says it is a trial', () => {
    const stateful = stage().resources.filter(({ Type }) => STATEFUL.includes(Type));
    expect(stateful.length).toBeGreaterThan(6);
    const isProtected = stageNamed(name).deletionProtection;
    for (const { stack, id, DeletionPolicy, Properties } of stateful) {
      if (isProtected)
        expect([stack, id, DeletionPolicy]).toEqual([stack, id, expect.stringMatching(/Retain/)]);
      const protections = [Properties['DeletionProtection'], Properties['DeletionProtectionEnabled']];
      expect([id, protections.includes(!isProtected)]).toEqual([id, false]);
    }
  });

  it('runs every function on arm64 and Node 24, traced', () => {
    expect(functionsOf(stage()).length).toBeGreaterThanOrEqual(5);
    for (const { Properties } of functionsOf(stage())) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('sets only variables that a program knows', () => {
    const known = new Set<string>(Object.values(ENV));
    const runtime = /^(AWS_|NODE_|POWERTOOLS_)/;
    const set = [...functionsOf(stage()).flatMap(variablesOf), ...variablesOfTasks(stage())];
    expect(set.length).toBeGreaterThan(20);
    expect(set.filter((key) => !known.has(key) && !runtime.test(key))).toEqual([]);
  });

  it('refers to no other region: a dead one must not block a deploy of this one', () => {
    for (const { region, text, name: stack } of stage().stacks) {
      expect([stack, text.includes('ExportsWriter') || text.includes('Fn::ImportValue')]).toEqual([
        stack,
        false,
      ]);
      const referred = [...text.matchAll(/"Fn::GetStackOutput": \{[^}]*"Region": "([\w-]+)"/g)].map(
        (one) => one[1],
      );
      // The edge of a stage without a domain is deployed together with the one region that it knows.
      const own =
        stageNamed(name).domainName === null ? [region, stageNamed(name).regions.primary] : [region];
      expect([stack, referred.filter((one) => !own.includes(one ?? ''))]).toEqual([stack, []]);
    }
  });
});

describe('the standby', () => {
  it('names nothing of the primary but where it is: whom RDS follows, and whom fail-over watches', () => {
    const pair = byStage.get('two-region');
    const { primary, standby } = stageNamed('two-region').regions;
    const stacks = pair?.stacks.filter(({ region }) => region === standby) ?? [];
    const allowed = [
      `"SourceRegion": "${primary}",`,
      `"PRIMARY_REGION": "${primary}",`,
      `"PRIMARY_HEALTH_URL": "https://${primary}.origin.`,
      // The page of alarms shows those of both.
      '"ALARM_REGIONS": "',
      // Route 53 asks from several regions; one of them may be away.
      `"${primary}",`,
    ];

    expect(stacks.length).toBeGreaterThan(6);
    for (const { name, text } of stacks) {
      const lines = text.split('\n').map((line) => line.trim());
      const naming = lines.filter((line) => line.includes(primary) && !line.startsWith('"aws:cdk:path"'));
      const others = naming.filter((line) => !allowed.some((start) => line.startsWith(start)));
      expect([name, others]).toEqual([name, []]);
    }
  });
});

describe('logical ids of what holds data', () => {
  // CloudFormation deletes what has lost its id and makes another one, empty. A change here is a migration of data, not a renaming.
  const PINNED: Readonly<Record<string, readonly string[]>> = {
    'AWS::RDS::DBCluster': ['DatabaseCluster', 'DatabaseCluster'],
    'AWS::RDS::GlobalCluster': ['GlobalCluster'],
    'AWS::DynamoDB::GlobalTable': ['CoordinationTable', 'IdempotencyTable', 'SessionsTable', 'SocketsTable'],
    'AWS::Backup::BackupVault': ['BackupVault', 'BackupVault'],
    'AWS::S3::Bucket': ['ConsoleLogs', 'ConsolePages'],
    'AWS::SecretsManager::Secret': [
      'DatabaseSecret',
      'OriginSecret',
      'TelegramSecret',
      'TerminalKeySecret',
      'UsersPassword288B2D04',
      'UsersPassword288B2D04',
    ],
  };

  it.each(Object.entries(PINNED))('of %s stay as they are', (type, ids) => {
    const found =
      byStage
        .get('two-region')
        ?.ofType(type)
        .map(({ id }) => id) ?? [];

    expect(found.sort()).toEqual(ids);
  });
});
