import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askHealth } from '../../../core/failover/ask-health.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/health`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('asking a region how it is', () => {
  it('takes a 200 for health', async () => {
    const url = await serve((_, response) => response.end('{"status":"ok"}'));

    await expect(askHealth({ url, timeoutMs: 2_000, attempts: 2 })).resolves.toEqual({ isHealthy: true });
  });

  it('takes a door that says "too many" for a living one: a flood must not look like an outage', async () => {
    const url = await serve((_, response) => response.writeHead(429).end());

    await expect(askHealth({ url, timeoutMs: 2_000, attempts: 1 })).resolves.toEqual({ isHealthy: true });
  });

  it('asks again before it believes a failure', async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end();
    });

    await expect(askHealth({ url, timeoutMs: 2_000, attempts: 2 })).resolves.toEqual({ isHealthy: true });
    expect(requests).toBe(2);
  });

  it.each([
    ['an error', 503, 'status 503'],
    // Somebody else's page is not the region, however well it answers.
    ['a redirect', 302, 'status 302'],
  ])('takes %s for a failure and says which', async (_, status, cause) => {
    const url = await serve((_request, response) => response.writeHead(status, { location: '/' }).end());

    await expect(askHealth({ url, timeoutMs: 2_000, attempts: 2 })).resolves.toEqual({
      isHealthy: false,
      cause,
    });
  });

  it('gives up on a region that takes the connection and says nothing', async () => {
    const url = await serve(() => undefined);

    const answer = await askHealth({ url, timeoutMs: 50, attempts: 1 });

    expect(answer).toEqual({ isHealthy: false, cause: expect.stringMatching(/timeout/) });
  });

  it('says why there was no connection', async () => {
    const url = await serve(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));

    const answer = await askHealth({ url, timeoutMs: 2_000, attempts: 1 });

    expect(answer).toEqual({ isHealthy: false, cause: expect.stringMatching(/ECONNREFUSED/) });
  });
});
