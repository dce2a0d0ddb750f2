import { z } from 'zod';
import { METRICS_NAMESPACE, TASK_METRICS } from '../../core/contracts/metrics.ts';
import { loadConfig } from '../../ingest-fargate/config.ts';
import { stageNamed } from '../../lib/stages.ts';
import { containerOf, ofType, only, synthesizeIngestApp, type Template } from './apps/ingest-templates.ts';

let stackOf: (name: string) => Template;
beforeAll(async () => {
  stackOf = await synthesizeIngestApp();
});

/** GiB that Fargate has for a number of CPU units (docs: task size). */
const FARGATE_MEMORY: Readonly<Record<number, readonly [min: number, max: number, step: number]>> = {
  256: [0.5, 2, 0.5],
  512: [1, 4, 1],
  1024: [2, 8, 1],
  2048: [4, 16, 1],
  4096: [8, 30, 1],
  8192: [16, 60, 4],
  16384: [32, 120, 8],
};

const places = [
  ['small', 'eu-west-1'],
  ['large', 'eu-west-1'],
  ['two-region', 'eu-west-1'],
  ['two-region', 'eu-central-1'],
] as const;

describe.each(places)('the ingest task of %s in %s', (name, region) => {
  const stage = stageNamed(name);
  const ingest = (): Template => stackOf(`telefleet-${name}-${region}-ingest`);

  it('speaks from an address of its own, since a terminal answers the address that spoke to it', () => {
    const { NetworkConfiguration } = only(ingest(), 'AWS::ECS::Service');

    expect(NetworkConfiguration).toMatchObject({ AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } });
    expect(JSON.stringify(NetworkConfiguration)).toContain('Vpcpublic');
    expect(JSON.stringify(NetworkConfiguration)).not.toContain('Vpcprivate');
  });

  it('is followed by its successor before it leaves, and is moved by nobody who only evens out zones', () => {
    expect(only(ingest(), 'AWS::ECS::Service')).toMatchObject({
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('has two minutes to deliver what it holds, and gets the signal that starts them', () => {
    expect(containerOf(ingest())).toMatchObject({
      StopTimeout: 120,
      LinuxParameters: { InitProcessEnabled: true },
    });
  });

  it('is not root and writes to its spool only', () => {
    expect(containerOf(ingest())).toMatchObject({
      User: 'node',
      ReadonlyRootFilesystem: true,
      MountPoints: [{ ContainerPath: '/var/spool/telefleet', ReadOnly: false }],
    });
  });

  it('has a size that Fargate has, on arm64', () => {
    const task = only(ingest(), 'AWS::ECS::TaskDefinition');
    const [min, max, step] = FARGATE_MEMORY[Number(task['Cpu'])] ?? [0, 0, 1];
    const memoryGib = Number(task['Memory']) / 1024;

    expect(memoryGib).toBeGreaterThanOrEqual(min);
    expect(memoryGib).toBeLessThanOrEqual(max);
    expect((memoryGib - min) % step).toBe(0);
    expect(task).toMatchObject({ RuntimePlatform: { CpuArchitecture: 'ARM64' } });
  });

  it('has a disk that a full spool does not fill', () => {
    const { EphemeralStorage } = only(ingest(), 'AWS::ECS::TaskDefinition');
    const disk = z
      .object({ SizeInGiB: z.number().min(21).max(200) })
      .optional()
      .parse(EphemeralStorage);

    expect((disk?.SizeInGiB ?? 20) - stage.ingestSpoolGb).toBeGreaterThanOrEqual(5);
  });

  it('starts with what the template sets, which is what the stage says', () => {
    const { Environment, Secrets } = containerOf(ingest());
    const resolved: Record<string, string> = {
      RECORDS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/records',
      TERMINAL_KEY: Buffer.alloc(32).toString('base64'),
    };
    const environment: Record<string, string | undefined> = Object.fromEntries<string | undefined>([
      ...Environment.map(
        ({ Name, Value }) =>
          [Name, typeof Value === 'string' ? Value : (resolved[Name] ?? 'known-when-deployed')] as const,
      ),
      ...Secrets.map(({ Name }) => [Name, resolved[Name]] as const),
    ]);

    expect(loadConfig(environment)).toMatchObject({
      stage: name,
      udpPort: 2500,
      httpPort: 9100,
      keepAliveMs: undefined,
      receivers: stage.ingestReceivers,
      queueDatagrams: stage.ingestQueueDatagrams,
      flushMs: stage.ingestFlushMs,
      spoolDir: '/var/spool/telefleet',
      spoolMaxBytes: stage.ingestSpoolGb * 2 ** 30,
    });
    expect(environment['COORDINATION_TABLE']).toBe(`telefleet-${name}-coordination`);
  });

  it('keeps the key of the terminals out of the template', () => {
    const { Environment, Secrets } = containerOf(ingest());

    expect(Environment.map(({ Name }) => Name)).not.toContain('TERMINAL_KEY');
    expect(Secrets.map(({ Name }) => Name)).toEqual(['TERMINAL_KEY']);
  });

  it('may do to its queue and its table no more than it does', () => {
    const text = JSON.stringify(ofType(ingest(), 'AWS::IAM::Policy'));
    const actions = [...new Set(text.match(/"(?:sqs|dynamodb):\w+"/g))].sort();

    expect(actions).toEqual([
      '"dynamodb:DeleteItem"',
      '"dynamodb:GetItem"',
      '"dynamodb:PutItem"',
      '"dynamodb:Scan"',
      '"dynamodb:UpdateItem"',
      '"sqs:GetQueueAttributes"',
      '"sqs:GetQueueUrl"',
      '"sqs:SendMessage"',
    ]);
  });

  it('grows by CPU, memory and the fill of its queue, and shrinks slowly', () => {
    const policies = ofType(ingest(), 'AWS::ApplicationAutoScaling::ScalingPolicy').map(
      (policy) => policy['TargetTrackingScalingPolicyConfiguration'],
    );

    expect(policies).toEqual([
      expect.objectContaining({
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      }),
      expect.objectContaining({
        TargetValue: 80,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
      }),
      expect.objectContaining({
        TargetValue: 50,
        CustomizedMetricSpecification: expect.objectContaining({
          Namespace: METRICS_NAMESPACE,
          MetricName: TASK_METRICS.queueUtilizationPercent,
          Dimensions: [{ Name: 'Stage', Value: name }],
        }),
      }),
    ]);
    for (const policy of policies) expect(policy).toMatchObject({ ScaleInCooldown: 1_800 });
  });
});

describe('the number of tasks', () => {
  const target = 'AWS::ApplicationAutoScaling::ScalableTarget';

  it('is not stated in a primary region, where every deploy would cut a service that has grown', () => {
    const ingest = stackOf('telefleet-large-eu-west-1-ingest');

    expect(only(ingest, 'AWS::ECS::Service')).not.toHaveProperty('DesiredCount');
    expect(only(ingest, target)).toMatchObject({ MinCapacity: 2, MaxCapacity: 8 });
  });

  it('is read from what fail-over writes in a standby region: none until then, and no deploy takes them away after', () => {
    const ingest = stackOf('telefleet-two-region-eu-central-1-ingest');
    const [parameter] = Object.entries(ingest.Parameters).find(
      ([, { Default }]) => Default === '/telefleet/two-region/ingest-tasks',
    ) ?? ['none'];

    expect(only(ingest, 'AWS::ECS::Service')['DesiredCount']).toEqual({ Ref: parameter });
    expect(only(ingest, target)['MinCapacity']).toEqual({ Ref: parameter });
    expect(only(stackOf('telefleet-two-region-eu-central-1-store'), 'AWS::SSM::Parameter')).toMatchObject({
      Name: '/telefleet/two-region/ingest-tasks',
      Value: '0',
    });
  });
});

describe('the load balancer for sources that push unasked', () => {
  it('is there only where the stage asks for it', () => {
    const type = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

    expect(ofType(stackOf('telefleet-small-eu-west-1-ingest'), type)).toEqual([]);
    expect(ofType(stackOf('telefleet-large-eu-west-1-ingest'), type)).toHaveLength(1);
  });

  it('hands UDP 2500 to tasks that say over TCP that they are ready', () => {
    const ingest = stackOf('telefleet-large-eu-west-1-ingest');

    expect(only(ingest, 'AWS::ElasticLoadBalancingV2::Listener')).toMatchObject({
      Port: 2500,
      Protocol: 'UDP',
    });
    expect(only(ingest, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toMatchObject({
      Port: 2500,
      Protocol: 'UDP',
      TargetType: 'ip',
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: '9100',
      HealthCheckPath: '/ready',
    });
  });

  it('leaves the address of the source in the datagram, by which terminals are told apart', () => {
    const group = only(
      stackOf('telefleet-large-eu-west-1-ingest'),
      'AWS::ElasticLoadBalancingV2::TargetGroup',
    );

    expect(group['TargetGroupAttributes']).not.toContainEqual({
      Key: 'preserve_client_ip.enabled',
      Value: 'false',
    });
  });
});
