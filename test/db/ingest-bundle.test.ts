import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readMeasurements } from '../../core/measurements/read-measurements.ts';
import { readQueueMessage } from '../../core/fleet/store/read-queue-message.ts';
import { findTcpPort, findUdpPort } from '../../local/process/ports.ts';
import { registerTerminals } from '../../local/register-terminals.ts';
import { ingestEnvironment } from '../support/ingest-environment.ts';
import { openQueueReceiver, type QueueReceiver } from '../support/queue-receiver.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { balanceOf, openTestTerminals } from '../support/test-terminals.ts';
import { until } from '../support/until.ts';

/**
 * The image is never built here, there is no Docker. What it holds is tried: the one file that `npm run bundle:ingest` makes for it, in a
 * directory with nothing else, by the same Node.
 */
const ROOT = join(__dirname, '../..');
let directory: string;
let db: TestDatabase;
let queue: QueueReceiver;
let task: ChildProcess | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-image-'));
  const outputs = [
    `--outfile=${join(directory, 'app/main.mjs')}`,
    `--metafile=${join(directory, 'meta.json')}`,
  ];
  await promisify(execFile)('npm', ['run', '--silent', 'bundle:ingest', '--', ...outputs], { cwd: ROOT });
  await mkdir(join(directory, 'spool'));
  db = await createTestDatabase('ingest_bundle');
  queue = await openQueueReceiver();
});

afterAll(async () => {
  task?.kill('SIGKILL');
  await queue.close();
  await db.close();
  await rm(directory, { recursive: true, force: true });
});

it('is one file, below 2 MB', async () => {
  const files = await readdir(join(directory, 'app'));

  expect(files).toEqual(['main.mjs']);
  expect((await readFile(join(directory, 'app/main.mjs'))).length).toBeLessThan(2_000_000);
});

it('is made only of files that .dockerignore lets into the build', async () => {
  const { inputs } = z
    .object({ inputs: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(directory, 'meta.json'), 'utf8')));
  const allowed = (await readFile(join(ROOT, '.dockerignore'), 'utf8'))
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const own = Object.keys(inputs).filter((file) => !file.startsWith('node_modules/'));

  expect(own.length).toBeGreaterThan(20);
  expect(own.filter((file) => !allowed.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
});

it('receives, decodes, delivers and leaves, without a repository around it', async () => {
  const key = randomBytes(32);
  const udpPort = await findUdpPort(0, '127.0.0.1');
  const httpPort = await findTcpPort(0);
  const terminals = await openTestTerminals(1, udpPort);
  const [port = 0] = terminals.ports;
  await registerTerminals(db.url, key, [{ name: 'alpha', host: '127.0.0.1', port, password: 'secret' }]);
  const running = spawn(process.execPath, ['main.mjs'], {
    cwd: join(directory, 'app'),
    stdio: 'ignore',
    env: ingestEnvironment({
      databaseUrl: db.url,
      queueUrl: queue.queueUrl,
      coordinationTable: 'away',
      // Nobody is there: the task receives all the same, and speaks to no terminal.
      dynamodbUrl: 'http://127.0.0.1:9',
      terminalKey: key,
      udpPort,
      httpPort,
      spoolDir: join(directory, 'spool'),
    }),
  });
  task = running;
  const isUp = async (path: string): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${httpPort}${path}`).catch(() => undefined))?.ok === true;
  await until('the health check of the container passes', 20_000, () => isUp('/health'));
  await until('the sockets are bound', 20_000, () => isUp('/ready'));

  await terminals.send(0, balanceOf('alpha', 100));

  await until('SQS has the record', 10_000, () => queue.bodies.length > 0);
  const records = queue.bodies.flatMap((body) => readQueueMessage(body).records);
  expect(records.filter(({ kind }) => kind === 'acc')).toHaveLength(1);

  running.kill('SIGTERM');
  const ended = await once(running, 'exit');
  terminals.close();
  expect(ended).toEqual([0, null]);

  // It measured itself: the last row is written when it leaves.
  const rows = await readMeasurements(db.database, 'ingest', new Date(Date.now() - 60_000));
  expect(new Set(rows.map(({ instance }) => instance)).size).toBe(1);
  const { data } = rows.at(-1) ?? {};
  expect(rows.reduce((sum, row) => sum + row.data.messages, 0)).toBe(1);
  expect(rows.reduce((sum, row) => sum + row.data.decodeBusyMs, 0)).toBeGreaterThan(0);
  expect(rows.reduce((sum, row) => sum + row.data.decodeCpuMs, 0)).toBeGreaterThan(0);
  expect(data).toMatchObject({
    udpPort,
    receivers: 1,
    totals: { received: 1, accepted: 1, messages: 1, recordsDelivered: 1, lost: 0, refused: 0 },
    terminals: { registered: 1, unresolved: 0 },
    host: { cores: expect.any(Number), diskTotalBytes: expect.any(Number) },
    process: { openFiles: expect.any(Number), threads: expect.any(Number) },
  });
});
