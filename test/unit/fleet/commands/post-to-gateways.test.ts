import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { isGatewayAddress, postToGateways } from '../../../../core/fleet/commands/post-to-gateways.ts';

const RUN = '7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31';

async function startGateway(status: number): Promise<{ server: Server; address: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {});
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, address: `http://127.0.0.1:${address.port}`, heard };
}

describe('the gateways of tasks', () => {
  it('are posted the run’s id; one that refuses, redirects or is away does not keep the others from hearing', async () => {
    const gateways = await Promise.all([startGateway(202), startGateway(503), startGateway(302)]);
    try {
      const addresses = [...gateways.map(({ address }) => address), 'http://127.0.0.1:1'];

      expect(await postToGateways(addresses, RUN)).toBe(1);

      for (const { heard } of gateways) expect(heard).toEqual([`POST /commands {"runId":"${RUN}"}`]);
    } finally {
      for (const { server } of gateways) server.close();
    }
  });

  it.each([
    'http://10.0.3.4:8080',
    'http://172.31.0.1:80',
    'http://192.168.1.2:65535',
    'http://127.0.0.1:9000',
  ])('%s is one', (address) => {
    expect(isGatewayAddress(address)).toBe(true);
  });

  it.each([
    'http://169.254.169.254:80',
    'http://8.8.8.8:80',
    'http://10.0.0.1',
    'http://10.0.0.1:0',
    'http://10.0.0.1:70000',
    'http://10.0.0.1:80/path',
    'http://user@10.0.0.1:80',
    'https://10.0.0.1:80',
    'http://010.0.0.1:80',
    'http://10.0.0.256:80',
    'http://[::1]:80',
    'http://internal:80',
  ])('%s is none', (address) => {
    expect(isGatewayAddress(address)).toBe(false);
  });
});
