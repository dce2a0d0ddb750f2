import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wiring } from '../../../local/assembly/wiring.ts';
import { readStacks } from '../../support/read-stacks.ts';

const lambda = (id: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x', Code: { S3Key: 'abc.zip' } },
  Metadata: { 'aws:cdk:path': `stack/${id}/Function/Resource` },
});

const invocationUri = {
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': ['ServeSocket', 'Arn'] },
      '/invocations',
    ],
  ],
};

const RESOURCES = {
  ReceiveUpdate: lambda('ReceiveUpdate'),
  ServeSocket: lambda('ServeSocket'),
  Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'ReceiveUpdate' } } },
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'ReceiveUpdate' }, Name: 'live' },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'bots', ProtocolType: 'HTTP' } },
  Webhook: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: 'POST /telegram/{bot}',
      AuthorizationType: 'NONE',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'WebhookTarget' }]] },
    },
  },
  WebhookTarget: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { Ref: 'Live' },
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 10_000,
    },
  },
  Sockets: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' },
  },
  SocketsStage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Sockets' }, StageName: 'live' },
  },
  Connect: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Sockets' },
      RouteKey: '$connect',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'ConnectTarget' }]] },
    },
  },
  ConnectTarget: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { IntegrationType: 'AWS_PROXY', IntegrationUri: invocationUri },
  },
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routes-'));
  mkdirSync(join(directory, 'asset.abc'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const read = (resources: object): Promise<Wiring> =>
  readStacks(directory, { bots: { Resources: resources } });

function changed(id: 'Webhook' | 'WebhookTarget' | 'Sockets', properties: object): object {
  const resource = RESOURCES[id];
  return { ...RESOURCES, [id]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

describe('routes of the template', () => {
  it('lead to their functions, through an alias and through the path of an invocation', async () => {
    const { routes, webSocketApis } = await read(RESOURCES);

    expect(routes).toEqual([
      {
        apiId: 'Api',
        protocol: 'HTTP',
        routeKey: 'POST /telegram/{bot}',
        functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:ReceiveUpdate',
        timeoutMs: 10_000,
      },
      {
        apiId: 'Sockets',
        protocol: 'WEBSOCKET',
        routeKey: '$connect',
        functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:ServeSocket',
        timeoutMs: 29_000,
      },
    ]);
    expect(webSocketApis).toEqual([
      { apiId: 'Sockets', stageName: 'live', routeSelectionExpression: '$request.body.action' },
    ]);
  });

  it('name themselves when their integration is not there', async () => {
    const { WebhookTarget, ...rest } = RESOURCES;
    const elsewhere = { ...WebhookTarget, Type: 'AWS::ApiGatewayV2::Stage' };

    await expect(read({ ...rest, WebhookTarget: elsewhere })).rejects.toThrow(
      /route POST \/telegram\/\{bot\}: there is no AWS::ApiGatewayV2::Integration WebhookTarget/,
    );
  });

  it.each([
    ['an authorizer', 'Webhook', { AuthorizationType: 'JWT' }, /route POST .*AuthorizationType/s],
    ['another payload format', 'WebhookTarget', { PayloadFormatVersion: '1.0' }, /PayloadFormatVersion/],
    [
      'what is no function',
      'WebhookTarget',
      { IntegrationUri: 'https://example.com' },
      /which is no function/,
    ],
    ['a header that selects routes', 'Sockets', { RouteSelectionExpression: '$request.header.x' }, /Sockets/],
  ] as const)('refuse %s instead of passing it over', async (_, id, properties, message) => {
    await expect(read(changed(id, properties))).rejects.toThrow(message);
  });

  it('refuse a function that is not in the template', async () => {
    const IntegrationUri = 'arn:aws:lambda:eu-west-1:000000000000:function:gone';

    await expect(read(changed('WebhookTarget', { IntegrationUri }))).rejects.toThrow(
      /route POST .* leads to the unknown function .*:gone/,
    );
  });
});
