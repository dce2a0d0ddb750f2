import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findDatabase } from '../../../core/aws/find-database.ts';
import { openPool } from '../../../core/database/pool.ts';
import { hasProgram, itNeeds } from '../../support/needs-program.ts';

const itNeedsOpenssl = itNeeds(hasProgram('openssl'), 'openssl');

let directory: string;
let secrets: Server;
let database: Server;
let port: number;
const before = { ...process.env };

const listen = async (server: Server): Promise<number> => {
  server.listen(0);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

async function makeCertificate(name: string): Promise<void> {
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', join(directory, `${name}.key`), '-out', join(directory, `${name}.pem`)],
  ]);
}

/** Speaks PostgreSQL as far as TLS goes; whoever accepts the certificate and logs in is hung up on. */
function startDatabase(key: Buffer, cert: Buffer): Server {
  const secureContext = createSecureContext({ key, cert });
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => undefined);
      secure.once('data', () => secure.destroy());
    });
  });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-tls-'));
  const secret = { host: 'the-first-region', username: 'telefleet', password: 'p', dbname: 'telefleet' };
  secrets = createHttpServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString: JSON.stringify({ ...secret, port }) }));
  });
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = `http://127.0.0.1:${await listen(secrets)}`;
  process.env.AWS_REGION = 'eu-west-1';
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  if (!hasProgram('openssl')) return;
  await Promise.all([makeCertificate('ours'), makeCertificate('theirs')]);
  const [key, cert] = await Promise.all(
    ['ours.key', 'ours.pem'].map((file) => readFile(join(directory, file))),
  );
  database = startDatabase(key ?? Buffer.alloc(0), cert ?? Buffer.alloc(0));
  port = await listen(database);
});
afterAll(async () => {
  process.env = before;
  secrets.close();
  if (hasProgram('openssl')) database.close();
  await rm(directory, { recursive: true, force: true });
});

const failure = z.object({ code: z.string().optional(), message: z.string() });

/** How connecting ends: the code of the error, or its text. */
async function connect(host: string, caFile: string | undefined): Promise<string> {
  const { writer } = await findDatabase({
    secretArn: 'arn:secret',
    host,
    readerHost: host,
    caFile: caFile === undefined ? undefined : join(directory, caFile),
  });
  const pool = openPool({
    endpoint: writer,
    maxConnections: 1,
    applicationName: 'test',
    onIdleError: () => undefined,
  });
  const error: unknown = await pool.query('select 1').catch((reason: unknown) => reason);
  await pool.end();
  const { code, message } = failure.parse(error);
  return code ?? message;
}

describe('connecting to the database in AWS', () => {
  itNeedsOpenssl('logs in where the certificate is the authority’s and of that host', async () => {
    expect(await connect('localhost', 'ours.pem')).toMatch(/terminated|ECONNRESET/);
  });

  itNeedsOpenssl('says no word to a server whose certificate the authority did not sign', async () => {
    expect(await connect('localhost', 'theirs.pem')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await connect('localhost', undefined)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  itNeedsOpenssl('says no word to a server with the certificate of another host', async () => {
    expect(await connect('127.0.0.1', 'ours.pem')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('fails at once, with its name, when the file of authorities is not there', async () => {
    await expect(connect('localhost', 'absent.pem')).rejects.toThrow(/ENOENT.*absent\.pem/);
  });

  it('goes to the hosts it was told, not to the one in the secret', async () => {
    const { writer, reader } = await findDatabase({
      secretArn: 'arn:secret',
      host: 'writer.internal',
      readerHost: 'readers.internal',
      caFile: undefined,
    });

    expect(writer).toMatchObject({
      host: 'writer.internal',
      user: 'telefleet',
      database: 'telefleet',
      ssl: true,
    });
    expect(reader).toMatchObject({ host: 'readers.internal', ssl: true });
  });
});
