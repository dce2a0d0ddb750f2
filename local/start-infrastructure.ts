import { join } from 'node:path';
import { migrate } from '../core/database/migrate.ts';
import { readAssembly } from './assembly/assembly.ts';
import { readWiring } from './assembly/read-wiring.ts';
import { synthesize } from './assembly/synthesize.ts';
import type { Wiring } from './assembly/wiring.ts';
import { type LocalCache, startCache } from './cache/start-cache.ts';
import { createTables } from './create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb.ts';
import { type KeptPostgres, keepPostgres } from './postgres/keep-postgres.ts';
import { startPostgres } from './postgres/server.ts';
import { MACHINE_SETTINGS } from './postgres/settings.ts';
import { startStandby } from './postgres/standby.ts';
import { type LocalSqs, startSqs } from './sqs/start-sqs.ts';
import { ACCOUNT_ID, REGION, type StackContext } from './stack-context.ts';

/** What stands in for AWS, each as soon as it is there. */
export interface Infrastructure {
  readonly wiring: Promise<Wiring>;
  readonly primary: Promise<KeptPostgres>;
  /** The primary, once it has the schema. */
  readonly migrated: Promise<KeptPostgres>;
  /** The standby; the primary itself without one. */
  readonly reader: Promise<KeptPostgres>;
  readonly sqs: Promise<LocalSqs>;
  readonly dynamodb: Promise<LocalDynamoDb>;
  readonly cache: Promise<LocalCache>;
}

/** Begins everything at once; each part waits for what it needs and nothing else. */
export function startInfrastructure(
  context: StackContext,
  {
    sqsPort,
    httpUrl,
    consoleBuilt,
  }: {
    readonly sqsPort: number;
    readonly httpUrl: string;
    /** Synth builds the console's pages too, and finds them built. */
    readonly consoleBuilt: Promise<unknown>;
  },
): Infrastructure {
  const { options, paths, environment, guardian, parts, steps, register } = context;
  const sqsEndpoint = `http://127.0.0.1:${sqsPort}`;
  const postgresOptions = { settings: MACHINE_SETTINGS, rootDir: options.rootDir, guardian };
  const now = Promise.resolve();

  const wiring = steps.run('template', consoleBuilt, async () => {
    if (options.assemblyDir === undefined)
      await synthesize({
        rootDir: options.rootDir,
        outDir: paths.assembly,
        stage: options.stage ?? 'local',
        env: environment.base,
        guardian,
      });
    return readWiring(await readAssembly(options.assemblyDir ?? paths.assembly), {
      region: REGION,
      accountId: ACCOUNT_ID,
      sqsEndpoint,
      httpUrl,
    });
  });

  const primary = steps.run('postgres', now, async () => {
    const logPath = join(paths.logs, 'postgres.log');
    const kept = await keepPostgres(
      (port = 0) => startPostgres({ ...postgresOptions, dataDir: paths.postgres, port, logPath }),
      (pid) => register.setPid('postgres', pid),
    );
    parts.add('postgres', () => kept.stop());
    return kept;
  });

  const migrated = steps.run('migrations', primary, async (kept) => {
    await migrate({ url: kept.server.databaseUrl }, paths.migrations);
    return kept;
  });

  const startReader = async ({ server }: KeptPostgres): Promise<KeptPostgres> => {
    const logPath = join(paths.logs, 'postgres-standby.log');
    const kept = await keepPostgres(
      (port = 0) => startStandby(server, { ...postgresOptions, dataDir: paths.standby, port, logPath }),
      (pid) => register.setPid('postgres-standby', pid),
    );
    parts.add('postgres-standby', () => kept.stop());
    return kept;
  };

  const sqs = steps.run('sqs', wiring, async ({ queues }) => {
    const started = await startSqs({
      port: sqsPort,
      dataDir: paths.sqs,
      region: REGION,
      queues,
      serverPath: paths.sqsServer,
      env: environment.base,
      log: context.openLog('sqs'),
      guardian,
      onPid: (pid) => register.setPid('sqs', pid),
    });
    parts.add('sqs', () => started.stop());
    return started;
  });

  const dynamodb = steps.run('dynamodb', wiring, async ({ tables }) => {
    const started = await startDynamoDb(paths.dynamodb);
    parts.add('dynamodb', () => started.stop());
    await createTables(started.endpoint, REGION, tables);
    return started;
  });

  const cache = steps.run('cache', now, async () => {
    const started = await startCache({
      redisUrl: environment.redisUrl,
      env: environment.base,
      cwd: options.dataDir,
      log: context.openLog('cache'),
      guardian,
      onPid: (pid) => register.setPid('cache', pid),
    });
    parts.add('cache', () => started.stop());
    return started;
  });

  return {
    wiring,
    primary,
    migrated,
    reader: options.standby === false ? primary : steps.run('standby', primary, startReader),
    sqs,
    dynamodb,
    cache,
  };
}
