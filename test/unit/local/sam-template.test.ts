import { samTemplate } from '../../../local/sam-template.ts';

const receiveUpdate = {
  name: 'receive-update',
  arn: 'arn:aws:lambda:eu-west-1:000000000000:function:receive-update',
  assetDir: '/data/cdk.out/asset.1',
  handler: 'index.handler',
  timeoutSeconds: 10,
  memoryMb: 512,
  environment: { STAGE: 'local' },
};
const route = {
  apiId: 'api',
  protocol: 'HTTP' as const,
  routeKey: 'POST /telegram/{bot}',
  functionArn: receiveUpdate.arn,
  timeoutMs: 30_000,
};

describe('the template for sam local', () => {
  it('has each function under its own name, with its routes and the values that it runs with here', () => {
    const template = samTemplate({
      wiring: {
        functions: [receiveUpdate],
        routes: [route, { ...route, protocol: 'WEBSOCKET', routeKey: '$connect' }],
      },
      environmentOf: ({ environment }) => ({
        ...environment,
        DATABASE_URL: 'postgresql://127.0.0.1/telefleet',
        PATH: '/bin',
      }),
      architecture: 'x86_64',
    });

    expect(template).toMatchObject({
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        ReceiveUpdate: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            CodeUri: '/data/cdk.out/asset.1',
            Handler: 'index.handler',
            Timeout: 10,
            Environment: { Variables: { STAGE: 'local', DATABASE_URL: 'postgresql://127.0.0.1/telefleet' } },
          },
        },
      },
    });
    const text = JSON.stringify(template);
    expect(text).toContain(
      '"Events":{"Route1":{"Type":"HttpApi","Properties":{"Path":"/telegram/{bot}","Method":"POST"}}}',
    );
    expect(text).not.toContain('/bin');
  });
});
