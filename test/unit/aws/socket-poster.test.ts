import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { RequestSigner } from '../../../core/aws/sign-request.ts';
import { openSocketPoster, type SocketPoster } from '../../../core/aws/socket-poster.ts';

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI',
  sessionToken: 'session/+=',
};

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

let server: Server;
let origin: string;
let seen: Seen[];
let status: number;
let poster: SocketPoster;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(',')]),
      );
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers, body });
      // 0: never.
      if (status > 0) response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
});
beforeEach(() => {
  seen = [];
  status = 200;
  poster = openSocketPoster({
    callbackUrl: `${origin}/live`,
    region: 'eu-west-1',
    credentials: () => Promise.resolve(CREDENTIALS),
    now: () => new Date('2026-11-21T12:00:00.123Z'),
    timeoutMs: 100,
  });
});
afterEach(() => poster.end());
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('a signature of ours', () => {
  it.each(['{"type":"pong"}', 'Привет, мир', ''])(
    'is what the SDK signs, of the same request: %p',
    async (text) => {
      const client = new ApiGatewayManagementApiClient({
        endpoint: `${origin}/live`,
        region: 'eu-west-1',
        credentials: CREDENTIALS,
        maxAttempts: 1,
      });
      await client.send(new PostToConnectionCommand({ ConnectionId: "L0SM9cOFv/Hc(I)h'w=", Data: text }));
      client.destroy();
      const [request] = seen;
      const names =
        /SignedHeaders=([^,]+)/.exec(request?.headers['authorization'] ?? '')?.[1]?.split(';') ?? [];
      expect(names).toContain('x-amz-security-token');

      const time = request?.headers['x-amz-date'] ?? '';
      const headers = Object.fromEntries(names.map((name) => [name, request?.headers[name] ?? '']));
      const ours = new RequestSigner('execute-api', 'eu-west-1').sign(
        { method: 'POST', path: request?.path ?? '', headers, body: text },
        CREDENTIALS,
        time,
      );

      expect(ours).toBe(request?.headers['authorization']);
    },
  );
});

describe('what speaks to connections', () => {
  it('posts a frame to its connection, signed, and ends a connection', async () => {
    expect(await poster.post('L0SM9cOFvHcCIhw=', 'Привет')).toBe('sent');
    await poster.close('L0SM9cOFvHcCIhw=');

    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/live/@connections/L0SM9cOFvHcCIhw%3D',
        body: 'Привет',
        headers: {
          'x-amz-date': '20261121T120000Z',
          'x-amz-security-token': CREDENTIALS.sessionToken,
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261121\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
          ),
        },
      },
      { method: 'DELETE', path: '/live/@connections/L0SM9cOFvHcCIhw%3D' },
    ]);
  });

  it.each([
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
    [0, 'failed'],
  ])('takes an answer of %d as %s', async (code, outcome) => {
    status = code;

    expect(await poster.post('a=', 'x')).toBe(outcome);
  });

  it('has failed when nobody is there', async () => {
    const nobody = openSocketPoster({
      callbackUrl: 'http://127.0.0.1:1/live',
      region: 'eu-west-1',
      credentials: () => Promise.resolve(CREDENTIALS),
      now: () => new Date(),
    });

    expect(await nobody.post('a=', 'x')).toBe('failed');
    await expect(nobody.close('a=')).resolves.toBeUndefined();
    nobody.end();
  });
});
