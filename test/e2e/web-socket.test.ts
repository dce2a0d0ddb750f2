import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { FunctionWiring } from '../../local/assembly/wiring.ts';
import { type RunnerServer, startRunnerServer } from '../../local/http-server.ts';
import { startFunctions, type RunningFunctions } from '../../local/lambda/start-functions.ts';
import { type Guardian, startGuardian } from '../../local/process/guardian.ts';
import { serveSockets, type Sockets } from '../../local/web-socket/serve-sockets.ts';
import { until } from '../support/until.ts';

/** Answers through the management endpoint, as a function has to: what it returns reaches nobody. */
const BUNDLE = `
const seen = [];
export const handler = async ({ requestContext, body, headers, queryStringParameters }) => {
  const { routeKey, connectionId } = requestContext;
  seen.push(routeKey);
  if (routeKey === '$connect') return { statusCode: queryStringParameters?.token === 'good' ? 200 : 401 };
  if (routeKey === '$disconnect') return {};
  if (body === 'throw') throw new Error('bad message');
  const url = process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI + '/@connections/';
  const answer = JSON.stringify({ routeKey, body, seen });
  await fetch(url + encodeURIComponent(connectionId), { method: 'POST', body: answer });
  return { statusCode: 200 };
};
`;

const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:ServeSocket';
const route = (routeKey: string) => ({
  apiId: 'Sockets',
  protocol: 'WEBSOCKET' as const,
  routeKey,
  functionArn: ARN,
  timeoutMs: 29_000,
});

let directory: string;
let guardian: Guardian;
let runner: RunnerServer;
let functions: RunningFunctions;
let sockets: Sockets;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sockets-'));
  writeFileSync(join(directory, 'index.mjs'), BUNDLE);
  guardian = startGuardian();
  runner = await startRunnerServer(0, { missing: () => [], status: () => ({}), overview: () => '' });
  const serveSocket: FunctionWiring = {
    name: 'serve-socket',
    arn: ARN,
    assetDir: directory,
    handler: 'index.handler',
    timeoutSeconds: 5,
    memoryMb: 128,
    environment: {},
  };
  functions = await startFunctions({
    wiring: { functions: [serveSocket], eventSources: [] },
    environmentOf: () => ({ AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `${runner.url}/live` }),
    runtimePath: join(__dirname, '../../local/lambda/runtime.ts'),
    logDir: directory,
    guardian,
    onPid: () => undefined,
    onMetrics: () => undefined,
  });
  sockets = serveSockets({
    server: runner.server,
    apis: [{ apiId: 'Sockets', stageName: 'live', routeSelectionExpression: '$request.body.action' }],
    routes: ['$connect', '$disconnect', '$default', 'subscribe'].map(route),
    invoke: (arn, event) => functions.invoke(arn, event),
    onFailure: (arn, error) => functions.report(arn, error),
  });
  runner.serveApi((request, response) => {
    const handle = sockets.managementOf(request.url ?? '');
    if (handle === undefined) response.writeHead(404).end();
    else handle(request, response);
  });
});

afterAll(async () => {
  await sockets.close();
  await functions.stop();
  await runner.close();
  guardian.stop();
  rmSync(directory, { recursive: true });
});

const open = (query: string): WebSocket =>
  new WebSocket(`${runner.url.replace('http', 'ws')}/live${query}`, { handshakeTimeout: 5_000 });

async function ask(socket: WebSocket, message: string): Promise<unknown> {
  const answer = once(socket, 'message');
  socket.send(message);
  const [data]: unknown[] = await answer;
  return JSON.parse(String(data));
}

describe('a WebSocket API of the template', () => {
  it('lets in whom $connect lets in', async () => {
    const refused = open('?token=bad');
    const [error]: unknown[] = await once(refused, 'error');

    expect(String(error)).toMatch(/Unexpected server response: 401/);
  });

  it('sends a message to the route that it names, or to $default, and the answers back', async () => {
    const socket = open('?token=good');
    await once(socket, 'open');

    expect(await ask(socket, '{"action":"subscribe"}')).toMatchObject({ routeKey: 'subscribe' });
    expect(await ask(socket, '{"action":"$connect"}')).toMatchObject({ routeKey: '$default' });
    expect(await ask(socket, 'hello')).toMatchObject({ routeKey: '$default', body: 'hello' });
    expect(await ask(socket, 'throw')).toMatchObject({ message: 'Internal server error' });

    socket.close();
    await once(socket, 'close');
    const next = open('?token=good');
    await once(next, 'open');
    await until('the function hears of the end', 5_000, async () =>
      JSON.stringify(await ask(next, 'hello')).includes('$disconnect'),
    );
    next.close();
    await once(next, 'close');
  });

  it('closes a connection whose message is above 128 KB', async () => {
    const socket = open('?token=good');
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.send('x'.repeat(128 * 1024 + 1));
    const [code]: unknown[] = await closed;

    expect(code).toBe(1009);
  });

  it('tells a function that a connection is gone', async () => {
    const answer = await fetch(`${runner.url}/live/@connections/gone%3D`, { method: 'POST', body: 'hello' });

    expect(answer.status).toBe(410);
    expect(answer.headers.get('x-amzn-errortype')).toBe('GoneException');
  });
});
