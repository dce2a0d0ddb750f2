import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FunctionBundle, readBundles } from '../../bench/coldstart/read-bundles.ts';
import { ENV } from '../../core/contracts/env.ts';
import { createTables } from '../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb.ts';
import { startEnvironment } from '../../local/lambda/environment.ts';
import { type Guardian, startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { idTable } from '../support/id-table.ts';
import { type Synthesized, synthesizeStage } from '../support/synthesize.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/**
 * What `cdk deploy` would upload, each function alone in an empty folder outside of the repository, on its sample event of `events/`:
 * what `sam local invoke` does, without Docker.
 */
const ROOT = join(__dirname, '../..');
const REGION = 'eu-west-1';

let directory: string;
let stage: Synthesized;
let bundles: FunctionBundle[];
let dynamodb: LocalDynamoDb;
let botApi: BotApi;
let fleet: TestDatabase;
let guardian: Guardian;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-bare-'));
  guardian = startGuardian();
  [stage, dynamodb, botApi, fleet] = await Promise.all([
    synthesizeStage('two-region', { bundles: true }),
    startDynamoDb(join(directory, 'dynamodb')),
    startBotApi(),
    createTestDatabase('bare_bundles'),
  ]);
  bundles = await readBundles(stage.directory);
  await createTables(dynamodb.endpoint, REGION, [
    idTable('idempotency'),
    idTable('sessions'),
    idTable('coordination'),
    {
      name: 'sockets',
      KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'connectionId', AttributeType: 'S' }],
    },
  ]);
}, 60_000);

afterAll(async () => {
  guardian.stop();
  await Promise.all([dynamodb.stop(), botApi.close(), fleet.close()]);
  await rm(directory, { recursive: true, force: true });
  await rm(stage.directory, { recursive: true, force: true });
});

/** Local stand-ins for everything that the functions talk to. */
const environment = (): Record<string, string> => ({
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
  [ENV.databaseUrl]: fleet.url,
  [ENV.idempotencyTable]: 'idempotency',
  [ENV.sessionsTable]: 'sessions',
  [ENV.coordinationTable]: 'coordination',
  [ENV.socketsTable]: 'sockets',
  [ENV.changesQueueUrl]: 'http://127.0.0.1:1/changes',
  [ENV.pushLiveFunction]: 'push-live',
  [ENV.liveCallbackUrl]: 'http://127.0.0.1:1/live',
  [ENV.terminalKey]: Buffer.alloc(32).toString('base64'),
  [ENV.telegramApiRoot]: botApi.root,
  [ENV.telegramWebhookSecret]: 'local-secret',
  [ENV.telegramTokenFleet]: '123456:local',
  [ENV.telegramAlarmChats]: '77',
  [ENV.primaryHealthUrl]: 'http://127.0.0.1:1/health',
});

async function invoke(name: string, change: { readonly timeoutSeconds?: number } = {}): Promise<unknown> {
  const bundle = bundles.find((one) => one.name === name);
  if (bundle === undefined) throw new Error(`${name} is not in the assembly`);
  const assetDir = join(directory, name);
  await cp(bundle.assetDir, assetDir, { recursive: true });
  const log = new LogFile(join(directory, `${name}.log`));
  // Secrets and the cache are not there outside of AWS; nor does CloudFront add its own to a sample event.
  const variables = Object.entries(bundle.environment).filter(
    ([variable]) => !variable.endsWith('_SECRET_ARN') && variable !== ENV.cacheHost,
  );
  const running = await startEnvironment({
    wiring: { ...bundle, ...change, assetDir },
    programName: name,
    env: { ...Object.fromEntries(variables), ...environment() },
    runtimePath: join(ROOT, 'local/lambda/runtime.ts'),
    log,
    guardian,
    onLine: () => false,
  });
  try {
    const event: unknown = JSON.parse(await readFile(join(ROOT, 'events', `${name}.json`), 'utf8'));
    return await running.invoke(event);
  } finally {
    await running.stop(0);
    await log.close();
  }
}

/** All modules of a function, those that it loads late too. The bots' door has a whole bot, its database and its cache in it. */
const LARGEST_BYTES: Readonly<Record<string, number>> = {
  'receive-update': 1_700_000,
  'serve-api': 1_800_000,
};
const LARGE_BYTES = 1_200_000;

describe('a bundle alone in an empty folder', () => {
  it('is there for every function, with a sample event, small, and without CDK', async () => {
    const folders = await readdir(join(ROOT, 'functions'));
    expect(bundles.map(({ name }) => name)).toEqual([...folders].sort());
    for (const { name, bytes, file } of bundles) {
      expect([name, bytes < (LARGEST_BYTES[name] ?? LARGE_BYTES)]).toEqual([name, true]);
      expect([name, (await readFile(file, 'utf8')).includes('aws-cdk-lib')]).toEqual([name, false]);
    }
  });

  it('stores a batch', async () => {
    await expect(invoke('store-batch')).resolves.toEqual({ batchItemFailures: [] });

    const { rows } = await fleet.database.query('select available::text from balances where terminal_id = 1');
    expect(rows).toEqual([{ available: '1000.5' }]);
  });

  it('brings an empty database to the schema of this release', async () => {
    await fleet.database.query('drop schema public cascade; create schema public');

    await expect(invoke('maintain-database')).resolves.toEqual({
      migrated: expect.arrayContaining([expect.stringMatching(/^0001_/)]),
      made: expect.any(Number),
      dropped: 0,
      messagesDeleted: 0,
      runsDeleted: 0,
      leftoversDeleted: 0,
      signInsDeleted: 0,
    });
  });

  it('answers a webhook', async () => {
    await expect(invoke('receive-update')).resolves.toMatchObject({ statusCode: 200 });

    expect(botApi.calls).toContainEqual(
      expect.objectContaining({ method: 'sendMessage', token: '123456:local' }),
    );
  });

  it('sends what the outbox holds', async () => {
    await fleet.database.query(
      `insert into outbox (bot, chat_id, key, method, payload)
       values ('fleet', 77, 'bare', 'sendMessage', '{"text": "from the outbox"}')`,
    );

    await expect(invoke('send-messages')).resolves.toEqual({ batchItemFailures: [] });

    expect(botApi.calls.at(-1)).toMatchObject({
      method: 'sendMessage',
      payload: { chat_id: 77, text: 'from the outbox' },
    });
  });

  it('ends a command that no task took', async () => {
    await fleet.database.query(
      `with run as (
         insert into command_runs (id, fleet_id, source, target, command, timeout_ms, idempotency_key, created_at, send_by, expires_at)
         values ('7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31', 1, 'system', 'all', 'lst', 1000, 'bare', now(), now(), now() - interval '1 minute')
         returning id, created_at
       )
       insert into command_results (created_at, run_id, terminal_id) select created_at, id, 7 from run`,
    );

    await expect(invoke('send-command')).resolves.toEqual({ batchItemFailures: [] });

    const { rows } = await fleet.database.query('select state, reason from command_results');
    expect(rows).toEqual([{ state: 'not-sent', reason: 'no-task' }]);
  });

  it('counts what was closed, until its time is nearly over', async () => {
    // It keeps ten seconds to end what it has begun.
    await expect(invoke('refresh-statistics', { timeoutSeconds: 11 })).resolves.toEqual({ changes: 0 });
  });

  it('looks for what there is to tell of the fleets', async () => {
    await expect(invoke('watch-fleet')).resolves.toEqual({ told: 0 });
  });

  it('measures what no program knows of itself, also when SQS cannot be asked', async () => {
    await expect(invoke('measure-system')).resolves.toEqual({ written: true });

    const { rows } = await fleet.database.query(
      `select data -> 'terminals' ->> 'registered' as registered, data -> 'queues' -> 'records' as records from measurements where source = 'system'`,
    );
    expect(rows).toEqual([
      { registered: expect.any(String), records: { waiting: null, inFlight: null, deadLetters: null } },
    ]);
  });

  it('answers a health check', async () => {
    await expect(invoke('serve-api')).resolves.toMatchObject({ statusCode: 200 });
  });

  it('lets nobody into the live sockets by a ticket that nobody gave', async () => {
    await expect(invoke('serve-socket')).resolves.toEqual({ statusCode: 401 });
  });

  it('pushes to nobody when nobody is connected', async () => {
    await expect(invoke('push-live')).resolves.toEqual({ ended: 'nobody' });
  });

  it('relays an alarm to the admins', async () => {
    await invoke('relay-alarm');

    expect(botApi.calls.at(-1)).toMatchObject({ method: 'sendMessage', payload: { chat_id: '77' } });
  });

  it('looks after the primary region', async () => {
    await expect(invoke('fail-over')).resolves.toMatchObject({ verdict: 'wait' });
  });
});
