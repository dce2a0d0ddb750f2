import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { type Stack, startStack } from '../../local/stack.ts';
import { isAlive } from '../support/is-alive.ts';
import { until } from '../support/until.ts';
import { describeLiveSockets } from './stack/live-sockets.ts';

const LIMIT_MS = 50_000;
const TERMINALS = 50;

const stackFileSchema = z.object({
  httpUrl: z.url(),
  udpPort: z.number(),
  ingestUrl: z.url(),
  databaseUrl: z.string(),
  databaseReaderUrl: z.string(),
  sqsEndpoint: z.url(),
  dynamodbEndpoint: z.url(),
  botApiUrl: z.url(),
  pids: z.record(z.string(), z.number()),
});

let dataDir: string;
let stack: Stack;

beforeAll(async () => {
  // As `mktemp -d` makes it: closed to others, so that PostgreSQL has to get through as another user when this runs as root.
  dataDir = mkdtempSync(join(tmpdir(), 'stack-'));
  stack = await startStack({
    rootDir: join(__dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: TERMINALS,
  });
}, 180_000);

afterAll(async () => {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const stackFile = (): z.infer<typeof stackFileSchema> =>
  stackFileSchema.parse(JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8')));

async function count(databaseUrl: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>(sql);
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}

const samTemplateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Properties: z.object({
        CodeUri: z.string(),
        Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
        Events: z.record(z.string(), z.unknown()),
      }),
    }),
  ),
});

const chatSchema = z.object({ messages: z.array(z.object({ from: z.object({ is_bot: z.boolean() }) })) });

describe('the system on one machine', () => {
  it('is ready and says where everything is', async () => {
    const file = stackFile();

    expect((await fetch(`${file.httpUrl}/ready`)).status).toBe(200);
    expect((await fetch(`${file.ingestUrl}/ready`)).status).toBe(200);
    expect(Object.keys(file.pids).sort()).toEqual(
      expect.arrayContaining([
        'ingest',
        'maintain-database',
        'postgres',
        'postgres-standby',
        'runner',
        'simulator',
        'sqs',
        'store-batch',
      ]) as unknown,
    );
    expect(Object.values(file.pids).filter((pid) => !isAlive(pid))).toEqual([]);
  });

  it('answers at the routes of the template, and 404 where there is none', async () => {
    const { httpUrl } = stackFile();

    expect((await fetch(`${httpUrl}/health`)).status).toBe(200);
    const refused = await fetch(`${httpUrl}/telegram/fleet`, { method: 'POST', body: '{}' });
    expect([401, 403]).toContain(refused.status);
    const nowhere = await fetch(`${httpUrl}/no/such/path`);
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  it('leaves a template for sam local: bundles that exist, routes, and a database that a container can reach', () => {
    const { Resources } = samTemplateSchema.parse(
      JSON.parse(readFileSync(join(dataDir, 'sam.template.json'), 'utf8')),
    );

    expect(Object.keys(Resources).sort()).toEqual(
      stack.wiring.functions
        .map(({ name }) => name.replaceAll(/(?:^|-)(\w)/g, (_, c: string) => c.toUpperCase()))
        .sort(),
    );
    for (const { Properties } of Object.values(Resources))
      expect(existsSync(join(Properties.CodeUri, 'index.mjs'))).toBe(true);
    expect(Resources['StoreBatch']?.Properties.Environment.Variables).toMatchObject({
      DATABASE_URL: stackFile().databaseUrl,
    });
    expect(Object.keys(Resources['ServeApi']?.Properties.Events ?? {}).length).toBeGreaterThanOrEqual(3);
  });

  it('brings what terminals send into the primary and its standby', async () => {
    const { databaseUrl, databaseReaderUrl } = stackFile();

    const balances = (url: string) => count(url, 'select count(*) from balances');
    await until(
      'the primary has every balance',
      LIMIT_MS,
      async () => (await balances(databaseUrl)) === TERMINALS,
    );
    await until(
      'the standby has them too',
      LIMIT_MS,
      async () => (await balances(databaseReaderUrl)) === TERMINALS,
    );

    expect(await count(databaseReaderUrl, 'select count(*) from pg_stat_wal_receiver')).toBe(1);
  });

  it('takes a command over HTTP to three terminals, and tells what each answered', async () => {
    const { httpUrl } = stackFile();
    const ask = async (path: string, init?: RequestInit): Promise<unknown> =>
      (await fetch(`${httpUrl}/api/${path}`, init)).json();
    const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> =>
      ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const { token } = z.object({ token: z.string() }).parse(await post('auth/dev-login', { telegramId: 1 }));
    const headers = { authorization: `Bearer ${token}` };
    const { terminals } = z
      .object({ terminals: z.array(z.object({ id: z.number() })) })
      .parse(await ask('terminals?limit=3', { headers }));
    const send = async (): Promise<unknown> =>
      post(
        'commands',
        { command: 'lst', terminalIds: terminals.map(({ id }) => id), timeoutMs: 30_000 },
        { ...headers, 'idempotency-key': 'e2e' },
      );

    const sent = z.object({ id: z.uuid() });
    const { id } = sent.parse(await send());
    expect(sent.parse(await send()).id).toBe(id);

    const command = z.object({
      settledAt: z.string().nullable(),
      results: z.array(z.object({ terminalId: z.number(), state: z.string(), reply: z.string().nullable() })),
    });
    let seen = command.parse(await ask(`commands/${id}`, { headers }));
    await until('every terminal has answered', LIMIT_MS, async () => {
      seen = command.parse(await ask(`commands/${id}`, { headers }));
      return seen.settledAt !== null;
    });
    expect(seen.results).toEqual(
      terminals.map((terminal) => ({
        terminalId: terminal.id,
        state: 'answered',
        reply: expect.stringMatching(/\S/),
      })),
    );
  });

  describeLiveSockets({
    get stack() {
      return stack;
    },
    terminals: TERMINALS,
  });

  it.each(['store-batch', 'sqs', 'ingest', 'postgres'])(
    'starts %s again when it is killed, and tells its new id',
    async (program) => {
      const before = stackFile().pids[program];

      stack.kill(program);
      await until(
        `${program} is another process`,
        LIMIT_MS,
        () => ![before, undefined].includes(stackFile().pids[program]),
      );

      expect(isAlive(stackFile().pids[program] ?? 0)).toBe(true);
      const stored = stack.status().storedTotal;
      await until('messages are stored again', LIMIT_MS, () => stack.status().storedTotal > stored);
    },
  );

  it('has a chat page in which the fleet bot answers, and which keeps its chats when it is killed', async () => {
    const { botApiUrl, httpUrl, pids } = stackFile();
    const say = (text: string) =>
      fetch(`${botApiUrl}/page/acts/say`, {
        method: 'POST',
        body: JSON.stringify({ person: 1, chat: '700001', text }),
      });
    const messagesOfBot = async (): Promise<number> => {
      const response = await fetch(`${botApiUrl}/page/messages?person=1&chat=700001`);
      const { messages } = chatSchema.parse(await response.json());
      return messages.filter(({ from }) => from.is_bot).length;
    };

    expect((await fetch(`${httpUrl}/chats`, { redirect: 'manual' })).headers.get('location')).toBe(botApiUrl);
    await say('/start');
    await until('the bot has answered', LIMIT_MS, async () => (await messagesOfBot()) > 0);
    const before = await messagesOfBot();
    const snapshot = join(dataDir, 'bot-api', 'chats.json');
    await until('it is on disk', LIMIT_MS, () => readFileSync(snapshot, 'utf8').includes('"is_bot":true'));

    stack.kill('bot-api');
    await until(
      'it runs again',
      LIMIT_MS,
      () => ![pids['bot-api'], undefined].includes(stackFile().pids['bot-api']),
    );
    expect(await messagesOfBot()).toBe(before);
    await say('/help');
    await until('the bot answers again', LIMIT_MS, async () => (await messagesOfBot()) > before);
  });

  it('replaces the ingest task on the same port when it is told to leave', async () => {
    const before = stackFile();

    await stack.restart('ingest');

    const after = stackFile();
    expect(after.pids.ingest).not.toBe(before.pids.ingest);
    expect(after.udpPort).toBe(before.udpPort);
    expect(isAlive(before.pids.ingest ?? 0)).toBe(false);
  });

  it('refuses a second runner on the same data directory', async () => {
    await expect(
      startStack({ rootDir: '.', dataDir, httpPort: 0, udpPort: 0, terminals: 0 }),
    ).rejects.toThrow(/runs on this data directory/);
  });

  it('leaves no process behind, and no stack.json', async () => {
    const { pids } = stackFile();

    await stack.stop();

    const left = Object.entries(pids).filter(([name, pid]) => name !== 'runner' && isAlive(pid));
    expect(left).toEqual([]);
    expect(() => stackFile()).toThrow(/ENOENT/);
  });
});
