import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Client } from 'pg';
import { registerTerminals } from '../../local/register-terminals.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { balanceOf, openTestTerminals, type TestTerminals } from '../support/test-terminals.ts';
import { until } from '../support/until.ts';

/**
 * The local system under faults, counted: sent = stored + counted drops, over real UDP, real SQS calls, the real function bundle and a
 * real PostgreSQL. Each test marks its messages with a tag of its own.
 */
const TERMINALS = 20;

let dataDir: string;
let stack: Stack;
let database: Client;
let terminals: TestTerminals;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'telefleet-faults-'));
  stack = await startStack({
    rootDir: join(__dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: 0,
    standby: false,
  });
  database = await connect();
  terminals = await openTestTerminals(TERMINALS, stack.addresses.udpPort);
  await registerTerminals(
    stack.addresses.databaseUrl,
    stack.terminalKey,
    terminals.ports.map((port, index) => ({ name: `fault-${index}`, host: '127.0.0.1', port, password: '' })),
  );
  await until(
    'all terminals are registered',
    15_000,
    () => stack.status().terminals.registered === TERMINALS,
  );
});

afterAll(async () => {
  terminals.close();
  await database.end();
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: stack.addresses.databaseUrl });
  // One test stops the server.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

interface Counted {
  readonly rows: number;
  readonly distinct: number;
}

async function countTagged(tag: string): Promise<Counted> {
  const { rows } = await database.query<{ rows: string; distinct: string }>(
    'select count(*) as rows, count(distinct payload) as distinct from datagram_log where payload like $1',
    [`%"${tag}-%`],
  );
  return { rows: Number(rows[0]?.rows), distinct: Number(rows[0]?.distinct) };
}

async function expectAllStoredOnce(tag: string, sent: number, limitMs: number): Promise<void> {
  await until(
    `${sent} messages of ${tag} are stored`,
    limitMs,
    async () => (await countTagged(tag)).distinct >= sent,
  );
  expect(await countTagged(tag)).toEqual({ rows: sent, distinct: sent });
}

async function ingestMetrics(): Promise<string> {
  return (await fetch(`${stack.addresses.ingestUrl}/metrics`)).text();
}

async function dropsBy(reason: string): Promise<number> {
  return Number(
    new RegExp(`dropped_total\\{reason="${reason}"\\} (\\d+)`).exec(await ingestMetrics())?.[1] ?? 0,
  );
}

/** The task's own books: every datagram is in one of them. */
async function accounts(): Promise<
  Record<'received' | 'accepted' | 'pending' | 'dropped' | 'kernel' | 'unknown_source' | 'bomb', number>
> {
  const text = await ingestMetrics();
  const value = (pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
  return {
    received: value(/^ingest_datagrams_received_total (\d+)/gm),
    accepted: value(/^ingest_datagrams_accepted_total (\d+)/gm),
    pending: value(/^ingest_datagrams_pending (\d+)/gm),
    dropped: value(/^ingest_datagrams_dropped_total\{reason="\w+"\} (\d+)/gm),
    kernel: value(/^ingest_datagrams_dropped_total\{reason="kernel"\} (\d+)/gm),
    unknown_source: value(/^ingest_datagrams_dropped_total\{reason="unknown_source"\} (\d+)/gm),
    bomb: value(/^ingest_datagrams_dropped_total\{reason="bomb"\} (\d+)/gm),
  };
}

/** How long a message that was received stays hidden from others: the template's 60 s, or what a test can wait for. */
async function hideMessagesFor(seconds: number): Promise<void> {
  const storeBatch = stack.wiring.functions.find(({ name }) => name === 'store-batch');
  const source = stack.wiring.eventSources.find(({ functionArn }) => functionArn === storeBatch?.arn);
  const queue = stack.wiring.queues.find(({ arn }) => arn === source?.queueArn);
  const sqs = new SQSClient({
    endpoint: stack.addresses.sqsEndpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queue?.url,
      Attributes: { VisibilityTimeout: String(seconds) },
    }),
  );
  sqs.destroy();
}

describe('the fleet pipeline under faults', () => {
  it('subscribes the terminals it is told of', async () => {
    await until(
      'every terminal was spoken to',
      10_000,
      () => new Set(terminals.heard.map(({ index }) => index)).size === TERMINALS,
    );
    await until('with both commands', 5_000, () =>
      terminals.heard.some(({ text }) => text === 'SubscribeCharts'),
    );

    expect(terminals.heard.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['lst', 'SubscribeCharts']),
    );
  });

  it('loses nothing when the ingest task is restarted under load', async () => {
    const sending = terminals.sendBalances('sigterm', 8_000, 2_000);
    await until(
      'a part of the load is stored',
      10_000,
      async () => (await countTagged('sigterm')).rows > 500,
    );
    const before = stack.pids['ingest'];
    await stack.restart('ingest');
    await sending;

    expect(stack.pids['ingest']).not.toBe(before);
    await expectAllStoredOnce('sigterm', 8_000, 20_000);
  });

  it('loses and doubles nothing when store-batch is killed in the middle of its work', async () => {
    // What a killed execution held comes back then; a batch takes a tenth of it.
    await hideMessagesFor(8);
    const sending = terminals.sendBalances('sigkill', 10_000, 3_000);
    for (const atLeast of [200, 1_500, 3_000]) {
      await until(
        `${atLeast} are stored`,
        20_000,
        async () => (await countTagged('sigkill')).rows >= atLeast,
      );
      await until('store-batch runs', 5_000, () => stack.pids['store-batch'] !== undefined);
      stack.kill('store-batch');
    }
    await sending;

    await expectAllStoredOnce('sigkill', 10_000, 60_000);
    await hideMessagesFor(60);
  }, 120_000);

  it('drains the backlog after PostgreSQL was away for ten seconds', async () => {
    await database.end();
    await stack.stopPostgres();
    await terminals.sendBalances('database', 10_000, 1_000);
    await stack.startPostgres();
    database = await connect();

    await expectAllStoredOnce('database', 10_000, 60_000);
  });

  it('spools while SQS is away for ten seconds, and loses nothing', async () => {
    await stack.stopSqs();
    await terminals.sendBalances('queue', 10_000, 1_000);
    await until('batches are in the spool', 5_000, async () =>
      /ingest_spool_batches [1-9]/.test(await ingestMetrics()),
    );
    await stack.startSqs();

    await expectAllStoredOnce('queue', 10_000, 30_000);
    expect(await dropsBy('spool_full')).toBe(0);
  });

  it('stores every message once when every batch is delivered twice and more', async () => {
    const repeatedBefore = stack.status().batchesRepeated;
    // Received messages stay visible: the poller gets them again while they are being stored.
    await hideMessagesFor(0);
    await terminals.sendBalances('double', 5_000, 2_500);
    await until('some are stored', 20_000, async () => (await countTagged('double')).distinct >= 5_000);
    await hideMessagesFor(60);

    expect(stack.status().batchesRepeated).toBeGreaterThan(repeatedBefore);
    await expectAllStoredOnce('double', 5_000, 30_000);
  });

  it('keeps 999 neighbours of one poison record, and the record with its reason', async () => {
    const poison = {
      cmd: 'order',
      bot: 'poison-500',
      oid: 1,
      sql: `insert into Orders ([Coin],[Quantity]) values ('XRP')`,
    };
    for (let index = 0; index < 1_000; index += 1) {
      await terminals.send(
        index,
        index === 500 ? Buffer.from(JSON.stringify(poison)) : balanceOf(`poison-${index}`, index),
      );
    }

    await expectAllStoredOnce('poison', 999, 20_000);
    const { rows } = await database.query(
      `select reason, detail from dead_letters where convert_from(payload, 'UTF8') like '%poison-500%'`,
    );
    expect(rows).toEqual([{ reason: expect.stringMatching(/count/), detail: expect.any(String) }]);
  });

  it('keeps its memory bounded and its neighbours stored under hostile input, and counts all of it', async () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024), { level: 9 });
    const forged = forgedChart();
    const half = gzipSync(
      Buffer.from(
        JSON.stringify({ cmd: 'strats', N: 1, data: 'x'.repeat(40_000) + Math.random().toString() }),
      ),
    ).subarray(0, 60);
    const stranger = createSocket('udp4');
    const before = await accounts();

    const neighbours = terminals.sendBalances('neighbour', 4_000, 1_000);
    for (let round = 0; round < 200; round += 1) {
      await terminals.send(0, bomb.subarray(0, 65_507));
      await terminals.send(1, Buffer.alloc(65_507, 0x41));
      await terminals.send(2, forged);
      await terminals.send(3, half);
      for (let one = 0; one < 20; one += 1) await sendFrom(stranger, balanceOf('stranger', one));
      // 64 KB datagrams fill the kernel's buffer faster than a busy machine may give the receiver its turn.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await neighbours;
    stranger.close();

    const sent = 4_000 + 200 * 24;
    let now = before;
    const accounted = (): number => now.accepted - before.accepted + (now.dropped - before.dropped);
    await until('everything that was sent is accounted for', 15_000, async () => {
      now = await accounts();
      return accounted() >= sent && now.pending === 0;
    }).catch((error: unknown) => {
      throw new Error(`sent ${sent}, accounted ${accounted()}: ${JSON.stringify({ before, now })}`, {
        cause: error,
      });
    });
    expect(accounted()).toBe(sent);
    const neighboursKept = 4_000 - (now.kernel - before.kernel);
    await until(
      'the neighbours are stored',
      30_000,
      async () => (await countTagged('neighbour')).rows >= neighboursKept,
    );
    const { rows: neighbourRows, distinct } = await countTagged('neighbour');
    expect(neighbourRows).toBe(distinct);
    // Datagrams of 64 KB fill the kernel's buffer fast; what it drops is counted as well.
    const kernel = now.kernel - before.kernel;
    expect(now.unknown_source - before.unknown_source + kernel).toBeGreaterThanOrEqual(4_000);
    expect(now.bomb - before.bomb + kernel).toBeGreaterThanOrEqual(200);
    await until('the forged charts are dead letters', 20_000, async () => {
      const { rows } = await database.query<{ count: string }>(
        `select count(*) from dead_letters where kind = 'chart' and reason like '%count%'`,
      );
      return Number(rows[0]?.count) >= 200 - kernel;
    });
    expect(await peakRssMb()).toBeLessThan(900);
  });

  function sendFrom(socket: ReturnType<typeof createSocket>, datagram: Buffer): Promise<void> {
    return new Promise((resolve) =>
      socket.send(datagram, stack.addresses.udpPort, '127.0.0.1', () => resolve()),
    );
  }

  /** A whole chart of one block whose history claims two thousand million points. */
  function forgedChart(): Buffer {
    const header = Buffer.from([0, 1, 7, 0, 0, 0, 0, 1]);
    const body = Buffer.alloc(2 + 8 + 16 + 4);
    body.writeUInt16LE(30, 0);
    body.writeInt32LE(2_000_000_000, 26);
    return Buffer.concat([header, body]);
  }

  async function peakRssMb(): Promise<number> {
    const status = await readFile(`/proc/${stack.pids['ingest'] ?? 0}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }
});
