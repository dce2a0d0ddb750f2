import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { findGatewayAddress } from '../../../ingest-fargate/gateway-address.ts';

const log = pino({ level: 'silent' });
let server: Server;
let uri: string;
/** Status and body of each answer; the last one stays. */
let answers: { readonly status: number; readonly body: unknown }[];

beforeAll(async () => {
  server = createServer((_request, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(answer?.status ?? 500).end(JSON.stringify(answer?.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  uri = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v4/id`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const find = (metadataUri: string | undefined, httpHost = '0.0.0.0') =>
  findGatewayAddress({ metadataUri, httpHost }, 9100, log);

describe('the address of the command gateway', () => {
  it('is the loopback on one machine, or the one host that the server listens on', async () => {
    expect(await find(undefined)).toBe('http://127.0.0.1:9100');
    expect(await find(undefined, '10.1.2.3')).toBe('http://10.1.2.3:9100');
  });

  it('is the private address that ECS tells, also when it does so at the second time', async () => {
    answers = [
      { status: 503, body: {} },
      { status: 200, body: { Networks: [{ NetworkMode: 'awsvpc', IPv4Addresses: ['10.0.2.106'] }] } },
    ];

    expect(await find(uri)).toBe('http://10.0.2.106:9100');
  });

  it('is unknown when ECS does not tell it: the task goes on without', async () => {
    answers = [{ status: 200, body: { Networks: [{ IPv4Addresses: [] }] } }];

    expect(await find(uri)).toBeUndefined();
  });
});
