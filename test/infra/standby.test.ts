import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { loadConfig } from '../../functions/fail-over/config.ts';
import { useAppTemplates } from '../support/app-templates.ts';

const templateOf = useAppTemplates('test/infra/apps/standby-app.ts', ['with-own-cache', 'with-datastore']);

const policySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({
          Action: z.union([z.string(), z.array(z.string())]),
          Resource: z.unknown(),
          Condition: z.unknown().optional(),
        }),
      ),
    }),
  }),
});

/** The resources that an action may be done on, as text; one text an action. */
function rightsOf(template: Template): Map<string, string> {
  const rights = new Map<string, string>();
  for (const policy of Object.values(template.findResources('AWS::IAM::Policy')))
    for (const { Action, Resource } of policySchema.parse(policy).Properties.PolicyDocument.Statement)
      for (const action of [Action].flat()) rights.set(action, JSON.stringify(Resource));
  return rights;
}

describe('the standby', () => {
  it('looks at the primary each minute, and keeps what could not run', () => {
    const template = templateOf('with-own-cache');

    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      // An observation that is late by more than its minute is the next one's.
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('gives fail-over all that it reads', () => {
    const [resource] = Object.values(templateOf('with-own-cache').findResources('AWS::Lambda::Function'));
    const { Variables } = z
      .object({
        Properties: z.object({
          Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
        }),
      })
      .parse(resource).Properties.Environment;

    expect(loadConfig(Variables)).toMatchObject({
      stage: 'two-region',
      primaryRegion: 'eu-west-1',
      // The region's own name: the shared one would answer for whichever region serves.
      primaryHealthUrl: 'https://eu-west-1.origin.telefleet.example.com/health',
      thresholdMs: 300_000,
    });
  });

  it('works while its own VPC does not', () => {
    templateOf('with-own-cache').hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: Match.absent(),
    });
  });

  it('may promote what is its own or of no region, and touches nothing of the primary region', () => {
    const rights = rightsOf(templateOf('with-datastore'));
    const promotions = [
      'rds:SwitchoverGlobalCluster',
      'rds:FailoverGlobalCluster',
      'rds:DescribeGlobalClusters',
      'elasticache:DisassociateGlobalReplicationGroup',
      'elasticache:FailoverGlobalReplicationGroup',
      'ecs:UpdateService',
      'application-autoscaling:RegisterScalableTarget',
      'ssm:PutParameter',
      'dynamodb:PutItem',
      'secretsmanager:GetSecretValue',
    ];

    expect([...rights.keys()]).toEqual(expect.arrayContaining(promotions));
    for (const resource of rights.values()) expect(resource).not.toContain('eu-west-1');
  });

  it('may do nothing to a cache that does not span the regions', () => {
    const actions = [...rightsOf(templateOf('with-own-cache')).keys()];

    expect(actions.filter((action) => action.startsWith('elasticache:'))).toEqual([]);
  });

  it('may do no action on everything but write traces, which know no resource', () => {
    const onEverything = [...rightsOf(templateOf('with-datastore'))].filter(
      ([, resource]) => resource === '"*"',
    );

    expect(onEverything.map(([action]) => action).sort()).toEqual([
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('refers to no other stack, so that a dead primary cannot block its deploy', () => {
    const text = JSON.stringify(templateOf('with-datastore').toJSON());

    expect(text).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
  });
});
