import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { serveInvocations } from '../../../local/lambda/serve-invocations.ts';
import { until } from '../../support/until.ts';

const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:PushLive';

let server: Server;
let client: LambdaClient;
let invoked: [string, unknown][];

beforeAll(async () => {
  invoked = [];
  const handlerOf = serveInvocations({
    functions: [
      {
        name: 'push-live',
        arn: ARN,
        assetDir: '',
        handler: '',
        timeoutSeconds: 1,
        memoryMb: 1,
        environment: {},
      },
    ],
    invoke: (arn, event) => {
      invoked.push([arn, event]);
      return Promise.resolve();
    },
  });
  server = createServer((request, response) => {
    const handle = handlerOf(request.url ?? '');
    if (handle === undefined) response.writeHead(418).end();
    else handle(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const invoke = (FunctionName: string, InvocationType: 'Event' | 'RequestResponse' = 'Event') =>
  client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: Buffer.from('{"from":"a test"}') }));

describe('what stands for the API of Lambda', () => {
  it('takes an event by the function’s name or ARN, and does not keep the caller waiting', async () => {
    expect(await invoke('PushLive')).toMatchObject({ StatusCode: 202 });
    expect(await invoke(ARN)).toMatchObject({ StatusCode: 202 });
    await until('both are handed over', 5_000, () => invoked.length === 2);

    expect(invoked).toEqual([
      [ARN, { from: 'a test' }],
      [ARN, { from: 'a test' }],
    ]);
  });

  it('knows no function that the template has not, and answers nobody who waits', async () => {
    await expect(invoke('Another')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke('PushLive', 'RequestResponse')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});
