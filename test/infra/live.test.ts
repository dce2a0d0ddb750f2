import { Match, type Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { loadConfig as loadPushConfig } from '../../functions/push-live/config.ts';
import { useAppTemplates } from '../support/app-templates.ts';

const IDS = ['live-primary', 'live-standby'];

const templateOf = useAppTemplates('test/infra/apps/live-app.ts', IDS);

const statements = z.array(
  z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
);

/** What the role of a function may do, by the beginning of its logical id. */
function rightsOf(template: Template, role: string): { action: string; resource: string }[] {
  const policies = z
    .record(
      z.string(),
      z.object({
        Properties: z.object({ PolicyDocument: z.object({ Statement: statements }), Roles: z.unknown() }),
      }),
    )
    .parse(template.findResources('AWS::IAM::Policy'));
  return Object.values(policies)
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(`"${role}`))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => ({ action, resource: JSON.stringify(Resource) })),
    );
}

describe.each(IDS)('%s', (id) => {
  it('has its stage named as the path that CloudFront asks for, with a bound and logs that never hold the ticket', () => {
    const template = templateOf(id);
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: 'live',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 500, ThrottlingBurstLimit: 500 },
      AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('connectionId') },
    });
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));

    expect(JSON.stringify(stage)).not.toMatch(/querystring|\$context\.path|requestUri|ticket/i);
    // A WebSocket API writes logs by the account's own role, and a deploy without one fails.
    template.resourceCountIs('AWS::ApiGateway::Account', 1);
  });

  it('sends everything to the one function that answers with a status only', () => {
    const routes = Object.values(templateOf(id).findResources('AWS::ApiGatewayV2::Route'));

    expect(
      routes.map((route) => JSON.stringify(route)).filter((one) => one.includes('$connect')),
    ).toHaveLength(1);
    expect(routes).toHaveLength(3);
    expect(JSON.stringify(routes)).not.toContain('RouteResponseSelectionExpression');
  });

  it('lets only push-live speak to connections, and those of this API alone', () => {
    const template = templateOf(id);
    const speaking = rightsOf(template, 'PushLiveRole').filter(({ action }) =>
      action.startsWith('execute-api:'),
    );

    expect(speaking).toHaveLength(1);
    expect(speaking[0]?.action).toBe('execute-api:ManageConnections');
    expect(speaking[0]?.resource).toContain('/live/*/@connections/*');
    expect(speaking[0]?.resource).toMatch(/"Ref":"WebSocketApi/);
    expect(
      rightsOf(template, 'ServeSocketRole')
        .map(({ action }) => action)
        .sort(),
    ).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('starts push-live each minute, gives it the longest time there is, and keeps what failed', () => {
    const template = templateOf(id);
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 minute)' });
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900, MemorySize: 1_024 });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
    // It starts its own successor: by default Lambda ends such a chain after some 16 turns.
    expect(
      Object.entries(
        template.findResources('AWS::Lambda::Function', { Properties: { RecursiveLoop: 'Allow' } }),
      ),
    ).toEqual([[expect.stringMatching(/^PushLive/), expect.anything()]]);
    expect(
      rightsOf(template, 'PushLiveRole')
        .filter(({ action }) => action === 'lambda:InvokeFunction')
        .map(({ resource }) => resource),
    ).toEqual([expect.stringContaining('"PushLiveFunction')]);
  });
});

describe('the configuration of push-live', () => {
  it('speaks to connections over https where the template has the address of the WebSocket API', () => {
    const environment = {
      STAGE: 'small',
      DATABASE_URL: 'postgres://x',
      SOCKETS_TABLE: 'sockets',
      CHANGES_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/1/changes',
    };
    const urlOf = (given: string): string =>
      loadPushConfig({ ...environment, LIVE_CALLBACK_URL: given }).liveCallbackUrl;

    expect(urlOf('wss://abc.execute-api.eu-west-1.amazonaws.com/live')).toBe(
      'https://abc.execute-api.eu-west-1.amazonaws.com/live',
    );
    expect(urlOf('http://127.0.0.1:8080/live')).toBe('http://127.0.0.1:8080/live');
    expect(() => urlOf('')).toThrow();
  });
});
