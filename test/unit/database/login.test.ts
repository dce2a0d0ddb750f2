import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { openPool, type PoolSettings } from '../../../core/database/pool.ts';

/** Takes one login, answers that it is refused, and keeps what the client said. */
async function startServer(): Promise<{ server: Server; port: number; said: Promise<string[]> }> {
  const said = Promise.withResolvers<string[]>();
  const server = createServer((socket: Socket) => {
    socket.once('data', (packet: Buffer) => {
      // Length, protocol version, then names and values, each ended by a zero.
      said.resolve(packet.subarray(8).toString().split('\0').filter(Boolean));
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, said: said.promise };
}

async function loginOf(settings: Pick<PoolSettings, 'statementTimeoutMs'>): Promise<Map<string, string>> {
  const { server, port, said } = await startServer();
  const pool = openPool({
    endpoint: { url: `postgres://telefleet@127.0.0.1:${port}/telefleet` },
    maxConnections: 1,
    applicationName: 'test',
    onIdleError: () => undefined,
    ...settings,
  });
  try {
    await expect(pool.query('select 1')).rejects.toThrow();
    const words = await said;
    const pairs = words.flatMap((word, index) =>
      index % 2 === 0 ? [[word, words[index + 1] ?? ''] as const] : [],
    );
    return new Map(pairs);
  } finally {
    await pool.end();
    server.close();
  }
}

describe('a login', () => {
  it('sets nothing but a name and an encoding where no limit is given: RDS Proxy refuses a login that sets more', async () => {
    const login = await loginOf({});

    expect([...login.keys()].sort()).toEqual(['application_name', 'client_encoding', 'database', 'user']);
  });

  it('carries the limit of statements where one is given, which the cluster itself takes', async () => {
    const login = await loginOf({ statementTimeoutMs: 8_000 });

    expect(login.get('statement_timeout')).toBe('8000');
  });
});
