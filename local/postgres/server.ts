import { setTimeout as sleep } from 'node:timers/promises';
import { type Guardian, startGuardian } from '../process/guardian.ts';
import { LogFile } from '../process/log-file.ts';
import { findTcpPort } from '../process/ports.ts';
import { type Program, startProgram } from '../process/program.ts';
import { asAccount, choosePostgresAccount, type PostgresAccount } from './account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { createDataDirectory, DATABASE, initializeDataDirectory, ROLE } from './data-directory.ts';
import { type PostgresSettings, settingArguments } from './settings.ts';
import { stopStaleServer } from './stale-server.ts';

/** A start includes the recovery of a data directory that was not shut down: up to `max_wal_size` of WAL. */
const READY_TIMEOUT_MS = 120_000;
/** A fast shutdown writes a checkpoint; then an immediate one, which the next start recovers from. */
const FAST_SHUTDOWN_MS = 12_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

export class PostgresNotReadyError extends Error {
  override readonly name = 'PostgresNotReadyError';
}

export interface PostgresOptions {
  /** Made when it is missing, reused when an earlier run made it. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1; 0 or absent: any free one. */
  readonly port?: number;
  readonly settings: PostgresSettings;
  /** Where `node_modules` is looked for from; default: the working directory. */
  readonly rootDir?: string;
  readonly logPath?: string;
  /** Ends the server when this process is killed; one of its own by default. */
  readonly guardian?: Guardian;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** `postgresql://` URL of the database `telefleet` for the role `telefleet`. */
  readonly databaseUrl: string;
  readonly exited: Promise<unknown>;
  /** Fast shutdown, then an immediate one after a limit. */
  stop(): Promise<void>;
}

/** What both a primary and a standby are started from. */
export interface PreparedServer {
  readonly binaries: PostgresBinaries;
  readonly account: PostgresAccount;
}

/**
 * Starts a PostgreSQL 17 server of this machine's own, with the role and the database `telefleet`.
 * @throws PostgresNotReadyError, PostgresAccountMissingError, PostgresBinariesMissingError, DataDirectoryUnusableError
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const prepared = await preparePostgres(options);
  await initializeDataDirectory(options.dataDir, prepared.binaries, prepared.account, options.guardian);
  return launchServer('postgres', options, prepared);
}

/** Finds the binaries and the account, and stops a server that a killed run left behind. */
export async function preparePostgres(options: PostgresOptions): Promise<PreparedServer> {
  const binaries = findPostgresBinaries(options.rootDir ?? process.cwd());
  await createDataDirectory(options.dataDir);
  await stopStaleServer(options.dataDir);
  return { binaries, account: await choosePostgresAccount(binaries.initdb, options.dataDir) };
}

export async function launchServer(
  name: string,
  options: PostgresOptions,
  { binaries, account }: PreparedServer,
): Promise<PostgresServer> {
  const port = await findTcpPort(options.port ?? 0);
  const guardian = options.guardian ?? startGuardian();
  const log = new LogFile(options.logPath ?? `${options.dataDir}.log`);
  const recent: string[] = [];
  const ready = Promise.withResolvers<undefined>();
  const onLine = (line: string): boolean => {
    recent.push(line);
    if (recent.length > 20) recent.shift();
    // The server's own word, and the same for a primary and a hot standby ("... accept read-only connections").
    if (/ready to accept (read-only )?connections/.test(line)) ready.resolve(undefined);
    return false;
  };
  const start = asAccount(account, binaries.postgres, [
    '-D',
    options.dataDir,
    ...settingArguments(options.settings, port),
  ]);
  const program = await startProgram({
    name,
    ...start,
    // The server enters its data directory itself; `env` is empty so that no PG* variable of the caller changes it.
    env: {},
    cwd: '/',
    log,
    guardian,
    guardianSignal: 'SIGINT',
    onLine,
  });
  const outcome = await Promise.race([
    ready.promise.then(() => 'ready' as const),
    program.exited.then(() => 'exited' as const),
    sleep(READY_TIMEOUT_MS, 'late' as const, { ref: false }),
  ]);
  if (outcome !== 'ready') {
    await shutDown(program);
    throw new PostgresNotReadyError(`${name} is not ready (${outcome}):\n${recent.join('\n')}`);
  }
  return {
    port,
    pid: program.pid,
    dataDir: options.dataDir,
    databaseUrl: `postgresql://${ROLE}@127.0.0.1:${port}/${DATABASE}`,
    exited: program.exited,
    stop: async () => {
      await shutDown(program);
      await log.close();
      if (options.guardian === undefined) guardian.stop();
    },
  };
}

async function shutDown(program: Program): Promise<void> {
  program.signal('SIGINT');
  const immediate = setTimeout(() => program.signal('SIGQUIT'), FAST_SHUTDOWN_MS);
  const kill = setTimeout(() => program.signal('SIGKILL'), FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS);
  await program.exited;
  clearTimeout(immediate);
  clearTimeout(kill);
}
