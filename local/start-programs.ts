import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { ENV } from '../core/contracts/env.ts';
import type { FunctionWiring, Wiring } from './assembly/wiring.ts';
import { type IngestAddresses, type IngestTask, startIngestTask } from './ingest-task.ts';
import { type RunningFunctions, startFunctions } from './lambda/start-functions.ts';
import { type LocalSecrets, localEnvironment, taskEnvironment } from './program-environment.ts';
import { registerTerminals } from './register-terminals.ts';
import { type SimulatorProcess, startSimulator } from './simulator-process.ts';
import { readQueueDepth } from './sqs/queue-client.ts';
import { writeSamTemplate } from './sam-template.ts';
import type { StackContext } from './stack-context.ts';
import { type RunningTriggers, startTriggers } from './start-triggers.ts';
import type { StatusBoard } from './status/status.ts';
import type { TerminalEntry } from '../core/fleet/terminals/terminal-fields.ts';
import { TerminalsFileInvalidError } from './terminals-file.ts';

/** How long a stop waits for the functions to empty the queues; messages are kept for the next start in any case. */
const BACKLOG_MS = 5_000;
const BACKLOG_LOOK_MS = 100;

/** Simulated terminals, if any; needs nothing of the others. */
export function runSimulator({
  options,
  paths,
  environment,
  steps,
  parts,
  register,
  guardian,
  openLog,
}: StackContext): Promise<SimulatorProcess | undefined> {
  if (options.terminals === 0) return Promise.resolve(undefined);
  return steps.run('simulator', Promise.resolve(), async () => {
    const simulator = await startSimulator({
      entryPath: paths.simulatorEntry,
      args: ['--terminals', String(options.terminals), ...(options.simulatorArgs ?? [])],
      env: environment.base,
      cwd: options.rootDir,
      log: openLog('simulator'),
      guardian,
    });
    register.setPid('simulator', simulator.pid);
    void simulator.exited.then(() => {
      register.setPid('simulator', undefined);
    });
    parts.add('simulator', () => simulator.stop());
    return simulator;
  });
}

/**
 * Puts the terminals into the database.
 * @param key seals their passwords
 * @throws TerminalsFileInvalidError, TerminalAddressTakenError
 */
export async function runRegistration(
  databaseUrl: string,
  key: Buffer,
  terminals: readonly TerminalEntry[],
): Promise<void> {
  const names = new Set<string>();
  for (const { name } of terminals) {
    if (names.has(name))
      throw new TerminalsFileInvalidError(
        `${name} is the name of a simulated terminal: rename it, or give --no-simulator`,
      );
    names.add(name);
  }
  await registerTerminals(databaseUrl, key, terminals);
}

export interface ProgramEnvironment {
  /** For every program: where AWS is. */
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: LocalSecrets;
  readonly wiring: Wiring;
  readonly sqs: SQSClient;
}

/** The functions of the template, loaded and not yet fed. */
export async function runFunctions(
  { paths, environment, guardian, parts, register }: StackContext,
  { variables, secrets, wiring, sqs }: ProgramEnvironment,
  board: StatusBoard,
): Promise<RunningFunctions> {
  const environmentOf = (one: FunctionWiring): Record<string, string> => ({
    ...localEnvironment(one.name, one.environment, secrets),
    ...environment.base,
    ...variables,
  });
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const sam = writeSamTemplate(paths.samTemplate, { wiring, environmentOf, architecture });
  parts.add('sam-template', () => sam.remove());
  const functions = await startFunctions({
    wiring,
    environmentOf,
    runtimePath: paths.functionRuntime,
    logDir: paths.logs,
    guardian,
    onPid: (program, pid) => register.setPid(program, pid),
    onMetrics: (_, metrics) => board.addStoreMetrics(Date.now(), metrics),
  });
  parts.add('functions', async () => {
    await functions.stop();
    // Nobody asks for queues any more; its kept connections would hold this process.
    sqs.destroy();
  });
  return functions;
}

/** Feeds the functions; at the end they are left some time to empty their queues. */
export function runTriggers(
  { parts }: StackContext,
  { wiring, sqs }: ProgramEnvironment,
  functions: RunningFunctions,
): RunningTriggers {
  const triggers = startTriggers({ wiring, functions, sqs });
  parts.add('triggers', () => triggers.stop());
  const live = wiring.queues.filter((queue) =>
    wiring.eventSources.some((source) => source.queueArn === queue.arn),
  );
  parts.add('backlog', async () => {
    const deadline = Date.now() + BACKLOG_MS;
    while (Date.now() < deadline) {
      const depths = await Promise.all(live.map((queue) => readQueueDepth(sqs, queue.url)));
      if (depths.every(({ waiting, inFlight }) => waiting + inFlight === 0)) return;
      await sleep(BACKLOG_LOOK_MS);
    }
  });
  return triggers;
}

export interface IngestStart {
  readonly udpPort: number;
  readonly onAddresses: (addresses: IngestAddresses | undefined) => void;
}

export async function runIngest(
  { options, paths, environment, guardian, parts, register, openLog }: StackContext,
  { variables, secrets, wiring }: ProgramEnvironment,
  { udpPort, onAddresses }: IngestStart,
): Promise<IngestTask> {
  const task = await startIngestTask({
    entryPath: paths.ingestEntry,
    env: {
      ...taskEnvironment(wiring.task, secrets),
      ...environment.base,
      ...variables,
      // What is this machine's own: its ports, its disk, who may ask for health, and how the caller wants to speak to terminals.
      [ENV.mode]: environment.mode,
      [ENV.udpPort]: String(udpPort),
      [ENV.ingestHttpPort]: '0',
      [ENV.ingestHttpHost]: '127.0.0.1',
      [ENV.ingestSpoolDir]: paths.spool,
      ...options.ingestEnv,
    },
    cwd: options.rootDir,
    log: openLog('ingest'),
    guardian,
    onChange: (pid, addresses) => {
      onAddresses(addresses);
      register.setPid('ingest', pid);
    },
  });
  parts.add('ingest', () => task.stop());
  return task;
}
