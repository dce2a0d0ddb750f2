import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { ENV } from '../../core/contracts/env.ts';
import { loadConfig as loadUpdateConfig } from '../../functions/receive-update/config.ts';
import { loadConfig as loadApiConfig } from '../../functions/serve-api/config.ts';
import { useAppTemplates } from '../support/app-templates.ts';

/** A stage without a domain, and the two regions of one with a domain. */
const IDS = ['api-local-primary', 'api-two-region-primary', 'api-two-region-standby'];

const templateOf = useAppTemplates('test/infra/apps/api-app.ts', IDS);

const functionSchema = z.object({
  Properties: z.object({
    Timeout: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});

function functionsOf(template: Template): Record<string, z.infer<typeof functionSchema>['Properties']> {
  const found = z.record(z.string(), functionSchema).parse(template.findResources('AWS::Lambda::Function'));
  return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => [id, Properties]));
}

describe.each(IDS)('%s', (id) => {
  it('serves Telegram, health and the API, and nothing else: API Gateway itself refuses what no route names', () => {
    const routes = z
      .record(z.string(), z.object({ Properties: z.object({ RouteKey: z.string() }) }))
      .parse(templateOf(id).findResources('AWS::ApiGatewayV2::Route'));

    expect(
      Object.values(routes)
        .map(({ Properties }) => Properties.RouteKey)
        .sort(),
    ).toEqual(['ANY /api/{proxy+}', 'GET /health', 'GET /metrics', 'GET /ready', 'POST /telegram/{bot}']);
  });

  it('ends a function well before API Gateway gives up on it after 30 s, so that the function’s answer is the one heard', () => {
    const functions = Object.values(functionsOf(templateOf(id)));

    expect(functions).toHaveLength(2);
    for (const { Timeout } of functions) expect(Timeout).toBeLessThanOrEqual(15);
  });

  it('lets no function serve without the secret that CloudFront adds: the names of the door are in the DNS for all to see', () => {
    for (const { Environment } of Object.values(functionsOf(templateOf(id))))
      expect(Environment.Variables).toHaveProperty(ENV.originSecretArn);
  });

  it('tells each function all that it asks for besides the database', () => {
    const database = { [ENV.databaseUrl]: 'postgres://localhost/telefleet' };
    const variablesOf = (name: string): Record<string, string> => {
      const [, fn] = Object.entries(functionsOf(templateOf(id))).find(([key]) => key.startsWith(name)) ?? [];
      return Object.fromEntries(
        Object.entries(fn?.Environment.Variables ?? {}).map(([key, value]) => [
          key,
          key.endsWith('_QUEUE_URL') ? 'https://sqs.eu-west-1.amazonaws.com/1/queue' : JSON.stringify(value),
        ]),
      );
    };

    expect(() => loadUpdateConfig({ ...variablesOf('ReceiveUpdate'), ...database })).not.toThrow();
    expect(() => loadApiConfig({ ...variablesOf('ServeApi'), ...database })).not.toThrow();
  });

  it('lets nobody sign in by saying who they are: that is for one machine, whose runner alone sets the switch', () => {
    expect(JSON.stringify(templateOf(id).toJSON())).not.toContain(ENV.devLogin);
  });

  it('lets the API read the states of alarms, and nothing else of the table in which updates are remembered', () => {
    const statement = z.object({
      Action: z.union([z.string(), z.array(z.string())]),
      Condition: z.unknown().optional(),
    });
    const policies = z
      .record(
        z.string(),
        z.object({
          Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }),
        }),
      )
      .parse(templateOf(id).findResources('AWS::IAM::Policy'));
    const reading = Object.entries(policies)
      .filter(([name]) => name.startsWith('ServeApi'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) =>
        [Action].flat().some((action) => /^dynamodb:(Get|Batch|Query|Scan)/.test(action)),
      );

    expect(reading).toEqual([
      {
        Action: 'dynamodb:GetItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['alarm-states#*'] } },
      },
    ]);
  });

  it('lets the API announce commands, count messages and send dead letters back, and read no other queue', () => {
    const policies = z
      .record(
        z.string(),
        z.object({
          Properties: z.object({
            PolicyDocument: z.object({
              Statement: z.array(
                z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
              ),
            }),
          }),
        }),
      )
      .parse(templateOf(id).findResources('AWS::IAM::Policy'));
    const resourcesOf = new Map<string, string[]>();
    for (const [name, { Properties }] of Object.entries(policies)) {
      if (!name.startsWith('ServeApi')) continue;
      for (const { Action, Resource } of Properties.PolicyDocument.Statement)
        for (const action of [Action].flat().filter((one) => one.startsWith('sqs:')))
          resourcesOf.set(action, [...(resourcesOf.get(action) ?? []), ...[Resource].flat().map(String)]);
    }

    expect([...resourcesOf.keys()].sort()).toEqual([
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'sqs:StartMessageMoveTask',
    ]);
    for (const action of ['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:StartMessageMoveTask']) {
      const resources = resourcesOf.get(action) ?? [];
      expect(resources.map((arn) => arn.split(':').at(-1)).sort()).toEqual([
        'commands-dead-letters',
        'messages-dead-letters',
        'records-dead-letters',
      ]);
    }
  });

  it('limits what comes in, and what anybody may ask past CloudFront much more', () => {
    templateOf(id).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: Match.anyValue(), ThrottlingBurstLimit: Match.anyValue() },
      RouteSettings: {
        'GET /health': { ThrottlingRateLimit: 20 },
        'GET /ready': { ThrottlingRateLimit: 20 },
      },
    });
  });

  it('logs each request for a time, and never its query string', () => {
    const stages = templateOf(id).findResources('AWS::ApiGatewayV2::Stage');
    const [stage] = Object.values(stages);
    const format = JSON.stringify(stage);

    expect(format).toContain('$context.requestId');
    expect(format).not.toMatch(/queryString/i);
    templateOf(id).allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: Match.anyValue() });
  });

  it('gives the webhook no more of the idempotency table than one key at a time', () => {
    const policies = JSON.stringify(templateOf(id).findResources('AWS::IAM::Policy'));

    expect(policies).toContain('dynamodb:PutItem');
    expect(policies).not.toMatch(/dynamodb:(\*|Scan|Query|Batch)/);
  });
});

describe('the switch for signing in by saying who one is', () => {
  const onOneMachine = {
    STAGE: 'local',
    ...Object.fromEntries(
      [
        'RECORDS',
        'MESSAGES',
        'COMMANDS',
        'RECORD_DEAD_LETTERS',
        'MESSAGE_DEAD_LETTERS',
        'COMMAND_DEAD_LETTERS',
        'UPDATE_DEAD_LETTERS',
      ].map((name) => [`${name}_QUEUE_URL`, 'http://127.0.0.1:1/queue']),
    ),
    SOCKETS_TABLE: 'sockets',
    IDEMPOTENCY_TABLE: 'idempotency',
    ALARM_REGIONS: 'eu-west-1',
    TELEGRAM_WEBHOOK_SECRET: 'local-secret',
    TERMINAL_KEY: Buffer.alloc(32).toString('base64'),
    DATABASE_URL: 'postgres://localhost/telefleet',
  };

  it('is off where nobody sets it', () => {
    expect(loadApiConfig(onOneMachine).hasDevLogin).toBe(false);
    expect(loadApiConfig({ ...onOneMachine, DEV_LOGIN: '1' }).hasDevLogin).toBe(true);
  });

  it('stops the function when somebody sets it in AWS by hand, rather than let anybody in', () => {
    expect(() =>
      loadApiConfig({ ...onOneMachine, DEV_LOGIN: '1', ORIGIN_SECRET_ARN: 'arn:aws:secretsmanager:x' }),
    ).toThrow(/DEV_LOGIN/);
  });
});

describe('the endpoint that API Gateway gives', () => {
  it('is shut where the stage has a domain, so that nobody walks round the firewall', () => {
    for (const id of ['api-two-region-primary', 'api-two-region-standby'])
      templateOf(id).hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
  });

  it('is open where there is no other', () => {
    templateOf('api-local-primary').hasResourceProperties('AWS::ApiGatewayV2::Api', {
      DisableExecuteApiEndpoint: false,
    });
  });
});

describe('executions that are kept warm', () => {
  it('are what Telegram reaches, where the stage asks for some', () => {
    const template = templateOf('api-two-region-primary');
    const [alias] = Object.keys(template.findResources('AWS::Lambda::Alias'));

    template.resourceCountIs('AWS::Lambda::Alias', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { IntegrationUri: { Ref: alias } });
  });

  it('are none where the stage asks for none', () => {
    templateOf('api-local-primary').resourceCountIs('AWS::Lambda::Alias', 0);
  });
});
