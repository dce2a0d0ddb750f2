import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../core/database/migrate.ts';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { readWiring } from '../../local/assembly/read-wiring.ts';
import { synthesize } from '../../local/assembly/synthesize.ts';
import type { Wiring } from '../../local/assembly/wiring.ts';
import { startCache } from '../../local/cache/start-cache.ts';
import { readRunnerEnvironment } from '../../local/config.ts';
import { createTables } from '../../local/create-tables.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { startPostgres } from '../../local/postgres/server.ts';
import { MACHINE_SETTINGS } from '../../local/postgres/settings.ts';
import { startGuardian } from '../../local/process/guardian.ts';
import { LogFile } from '../../local/process/log-file.ts';
import { ACCOUNT_ID, REGION } from '../../local/stack-context.ts';
import { startChild } from './child-process.ts';
import { seedPeople } from './seed-people.ts';
import { type Entry, NOWHERE, startEntry } from './start-entry.ts';
import type { People } from './update-mix.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Of the form that Telegram gives; the emulator takes any. */
const TOKEN = '700001:token-of-the-benchmark-0000000000';

export interface WebhookStack {
  readonly people: People;
  /** Of the webhook. */
  readonly secret: string;
  readonly botApiUrl: string;
  /** Process ids by program; the entry is this process. */
  readonly pids: ReadonlyMap<string, number>;
  /** Whether there is a cache that the functions share, as in AWS. */
  readonly hasCache: boolean;
  /** Functions that send to the Bot API at `apiRoot`, behind an HTTP API. The caller stops it. */
  openEntry(apiRoot: string): Promise<Entry>;
  stop(): Promise<void>;
}

/**
 * Everything that the webhook needs, and no more: the bundle of the local stage, PostgreSQL with its rows, the tables of DynamoDB, the cache
 * that this machine has, and the Bot API emulator without limits; each a process of its own.
 * @param dynalite for the tables, in this process, instead of the benchmark's own
 */
export async function startWebhookStack({ dynalite }: { readonly dynalite: boolean }): Promise<WebhookStack> {
  const stops: Stop[] = [];
  try {
    return await startAll(dynalite, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

type Stop = () => Promise<void> | void;

/** The last first. */
async function stopAll(stops: Stop[]): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
}

async function startAll(dynalite: boolean, stops: Stop[]): Promise<WebhookStack> {
  const directory = await mkdtemp(join(tmpdir(), 'telefleet-bench-'));
  stops.push(() => rm(directory, { recursive: true, force: true }));
  const guardian = startGuardian();
  stops.push(() => guardian.stop());
  const { base, redisUrl } = readRunnerEnvironment();
  const pids = new Map<string, number>([['entry', process.pid]]);
  const setPid = (program: string, pid: number | undefined): void => {
    if (pid === undefined) pids.delete(program);
    else pids.set(program, pid);
  };

  const assembly = join(directory, 'cdk.out');
  await synthesize({ rootDir: ROOT, outDir: assembly, stage: 'local', env: base, guardian });
  const wiring = readWiring(await readAssembly(assembly), {
    region: REGION,
    accountId: ACCOUNT_ID,
    sqsEndpoint: NOWHERE,
    httpUrl: NOWHERE,
  });

  const { databaseUrl, pid, ...postgres } = await startPostgres({
    settings: MACHINE_SETTINGS,
    rootDir: ROOT,
    guardian,
    dataDir: join(directory, 'postgres'),
    logPath: join(directory, 'postgres.log'),
  });
  stops.push(() => postgres.stop());
  setPid('postgres', pid);
  await migrate({ url: databaseUrl }, join(ROOT, 'migrations'));
  const people = await seedPeople(databaseUrl);

  const log = new LogFile(join(directory, 'cache.log'));
  const onPid = (cachePid: number | undefined): void => setPid('cache', cachePid);
  const cache = await startCache({ redisUrl, env: base, cwd: directory, log, guardian, onPid });
  stops.push(() => cache.stop());

  const tables = dynalite
    ? await startDynalite(join(directory, 'dynamodb'), wiring)
    : await startChild(join(import.meta.dirname, 'tables', 'table-server.ts'), keysOf(wiring));
  stops.push(() => tables.stop());
  setPid('tables', tables.pid);

  const botApiPath = join(ROOT, 'local', 'bot-api', 'main.ts');
  const botApi = await startChild(botApiPath, ['--no-limits', '--admit-anyone']);
  stops.push(() => botApi.stop());
  setPid('bot-api', botApi.pid);

  const secret = randomBytes(24).toString('base64url');
  const terminalKey = randomBytes(32).toString('base64');
  const secrets = {
    databaseUrl,
    databaseReaderUrl: databaseUrl,
    terminalKey,
    ...(cache.url === undefined ? {} : { cacheUrl: cache.url }),
  };
  return {
    people,
    secret,
    botApiUrl: botApi.url,
    pids,
    hasCache: cache.url !== undefined,
    openEntry: (apiRoot) =>
      startEntry({
        rootDir: ROOT,
        directory,
        wiring,
        guardian,
        base,
        dynamodbEndpoint: tables.url,
        secrets,
        token: TOKEN,
        secret,
        apiRoot,
        onPid: setPid,
      }),
    stop: () => stopAll(stops),
  };
}

/** Of the tables with one key: the function has no others. */
function keysOf({ tables }: Wiring): string[] {
  return tables.flatMap(({ name, KeySchema: [key, ...rest] }) =>
    key === undefined || rest.length > 0 ? [] : [`${name}:${key.AttributeName}`],
  );
}

async function startDynalite(directory: string, { tables }: Wiring) {
  const server = await startDynamoDb(directory);
  await createTables(server.endpoint, REGION, tables);
  return { url: server.endpoint, pid: undefined, stop: () => server.stop() };
}
