import type { Wiring } from './assembly/wiring.ts';
import { awsEnvironment } from './aws-environment.ts';
import { claimPorts } from './claim-ports.ts';
import { buildConsole } from './console/build-console.ts';
import type { ConsoleFiles } from './console/read-console.ts';
import { describeStack } from './describe-stack.ts';
import { startRunnerServer } from './http-server.ts';
import type { IngestAddresses } from './ingest-task.ts';
import type { StepReport } from './process/steps.ts';
import { serveApis } from './serve-apis.ts';
import type { SimulatorProcess } from './simulator-process.ts';
import { createSqsClient } from './sqs/queue-client.ts';
import { createContext, REGION, type StackContext } from './stack-context.ts';
import type { ProgramIds, StackAddresses } from './stack-file.ts';
import type { StackOptions } from './stack-options.ts';
import { connectBots, runBotApi } from './start-bots.ts';
import { startInfrastructure } from './start-infrastructure.ts';
import {
  type ProgramEnvironment,
  runFunctions,
  runIngest,
  runRegistration,
  runSimulator,
  runTriggers,
} from './start-programs.ts';
import { telegramVariables } from './telegram-variables.ts';
import { loadTerminalKey } from './terminal-key.ts';
import { type Status, StatusBoard } from './status/status.ts';
import { watchStatus } from './status/watch.ts';
import type { TerminalEntry } from '../core/fleet/terminals/terminal-fields.ts';
import { readTerminalsFile } from './terminals-file.ts';

export class ProgramUnknownError extends Error {
  override readonly name = 'ProgramUnknownError';
}

/** Everything that runs, for the command, the tests and the benchmark. */
export interface Stack {
  readonly addresses: StackAddresses;
  readonly pids: ProgramIds;
  readonly wiring: Wiring;
  /** Seals terminals' passwords. */
  readonly terminalKey: Buffer;
  readonly simulator: SimulatorProcess | undefined;
  status(): Status;
  /** A deployment of the ingest task on one machine: SIGTERM, and a replacement that shares its port. */
  restart(program: 'ingest'): Promise<void>;
  /**
   * SIGKILL; the runner starts it again.
   * @param program a key of `pids`
   * @throws ProgramUnknownError
   */
  kill(program: string): void;
  /** SQS away: connections are refused. Its messages are kept. */
  stopSqs(): Promise<void>;
  startSqs(): Promise<void>;
  /** The primary away. */
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  stop(): Promise<void>;
}

const STEPS = [
  'template',
  'console',
  'postgres',
  'migrations',
  'sqs',
  'dynamodb',
  'cache',
  'functions',
  'terminals',
  'ingest',
  'bots',
] as const;

/**
 * Starts the whole system, what does not depend on each other at the same time. What fails stops what has been started.
 * @param onStep told of each step that is done
 * @throws TerminalsFileInvalidError, DataDirectoryBusyError, ChosenPortTakenError before anything is started; then what a part throws
 */
export async function startStack(
  options: StackOptions,
  onStep: (step: StepReport) => void = () => undefined,
): Promise<Stack> {
  const fileTerminals =
    options.terminalsFile === undefined ? [] : await readTerminalsFile(options.terminalsFile);
  const optional = [
    ...(options.standby === false ? [] : ['standby']),
    ...(options.terminals > 0 ? ['simulator'] : []),
  ];
  const context = createContext(options, [...STEPS, ...optional], onStep);
  try {
    return await startParts(context, fileTerminals);
  } catch (error) {
    await context.steps.settle();
    await context.parts.stopAll();
    throw error;
  }
}

async function startParts(context: StackContext, fileTerminals: readonly TerminalEntry[]): Promise<Stack> {
  const { options, parts, steps, register } = context;
  const terminalKey = await loadTerminalKey(context.paths.terminalKey);
  const ports = await claimPorts(options, context.wasAbandoned);
  const telegram = await telegramVariables(
    context.environment.telegram,
    context.paths.webhookSecret,
    `http://127.0.0.1:${ports.botApiPort}`,
  );
  const board = new StatusBoard();
  const found: { wiring?: Wiring; console?: ConsoleFiles } = {};
  const server = await startRunnerServer(ports.httpPort, {
    missing: () => (register.addresses === undefined ? [...steps.missing, 'addresses'] : steps.missing),
    status: () => board.status(Date.now()),
    overview: () =>
      register.addresses === undefined
        ? 'starting\n'
        : describeStack(register.addresses, options.dataDir, found.wiring),
    chatsUrl: () => register.addresses?.botApiUrl,
    console: () => found.console,
  });
  parts.add('http', () => server.close());

  const buildingConsole = steps.run('console', Promise.resolve(), async () => {
    found.console = await buildConsole(context);
  });
  const infrastructure = startInfrastructure(context, {
    sqsPort: ports.sqsPort,
    httpUrl: server.url,
    consoleBuilt: buildingConsole,
  });
  const simulating = runSimulator(context);
  const botApiAhead = runBotApi(context, telegram, ports.botApiPort);
  const registering = steps.run(
    'terminals',
    Promise.all([infrastructure.migrated, simulating]),
    ([primary, simulator]) =>
      runRegistration(primary.server.databaseUrl, terminalKey, [
        ...fileTerminals,
        ...(simulator?.terminals ?? []),
      ]),
  );
  const [wiring, primary, reader, sqs, dynamodb, cache] = await Promise.all([
    infrastructure.wiring,
    infrastructure.migrated,
    infrastructure.reader,
    infrastructure.sqs,
    infrastructure.dynamodb,
    infrastructure.cache,
  ]);
  found.wiring = wiring;

  const { databaseUrl } = primary.server;
  const databaseReaderUrl = reader.server.databaseUrl;
  const programs: ProgramEnvironment = {
    variables: awsEnvironment({
      region: REGION,
      sqsEndpoint: sqs.endpoint,
      dynamodbEndpoint: dynamodb.endpoint,
      httpUrl: server.url,
      webSocketStage: wiring.webSocketApis[0]?.stageName,
    }),
    secrets: {
      databaseUrl,
      databaseReaderUrl,
      telegram: telegram.variables,
      terminalKey: terminalKey.toString('base64'),
      ...(cache.url === undefined ? {} : { cacheUrl: cache.url }),
    },
    wiring,
    sqs: createSqsClient(sqs.endpoint, REGION),
  };
  let ingestAddresses: IngestAddresses | undefined;
  const onAddresses = (current: IngestAddresses | undefined): void => {
    ingestAddresses = current;
    if (current !== undefined && register.addresses !== undefined)
      register.setAddresses({ ...register.addresses, ...ingestPart(current) });
  };
  const functionsAhead = steps.run('functions', Promise.resolve(), () =>
    runFunctions(context, programs, board),
  );
  const ingestAhead = steps.run('ingest', registering, () =>
    runIngest(context, programs, { udpPort: ports.udpPort, onAddresses }),
  );
  const [functions, ingest, simulator] = await Promise.all([functionsAhead, ingestAhead, simulating]);
  const triggers = runTriggers(context, programs, functions);
  serveApis(context, server, wiring, functions, (arn, event) => triggers.invokeLater(arn, event));
  const botApi = await botApiAhead;
  await buildingConsole;
  await steps.run('bots', Promise.resolve(), () =>
    connectBots(context, telegram, { httpUrl: server.url, botApiUrl: botApi?.url }),
  );
  const ingestUrl = (): string | undefined => ingestAddresses && ingestPart(ingestAddresses).ingestUrl;
  // News of the live pages are nobody's backlog: SQS throws away after a minute what nobody watched, which this one does not do.
  const queues = wiring.queues.filter(({ attributes }) => attributes.MessageRetentionPeriod !== '60');
  parts.add('status', watchStatus(board, { ingestUrl, sqs: programs.sqs, queues }));
  const addresses: StackAddresses = {
    httpUrl: server.url,
    ...ingestPart(ingestAddresses ?? { udpPort: ports.udpPort, httpPort: 0 }),
    databaseUrl,
    databaseReaderUrl,
    sqsEndpoint: sqs.endpoint,
    dynamodbEndpoint: dynamodb.endpoint,
    ...(botApi === undefined ? {} : { botApiUrl: botApi.url }),
    ...(cache.url === undefined ? {} : { cacheUrl: cache.url }),
  };
  register.setAddresses(addresses);

  return {
    get addresses() {
      return register.addresses ?? addresses;
    },
    get pids() {
      return register.pids;
    },
    wiring,
    terminalKey,
    simulator,
    status: () => board.status(Date.now()),
    restart: () => ingest.restart(),
    kill: (name) => {
      const pid = register.pids[name];
      if (pid === undefined)
        throw new ProgramUnknownError(
          `${name} does not run; these do: ${Object.keys(register.pids).join(', ')}`,
        );
      process.kill(pid, 'SIGKILL');
    },
    stopSqs: () => sqs.stop(),
    startSqs: () => sqs.start(),
    stopPostgres: () => primary.stop(),
    startPostgres: () => primary.start(),
    stop: () => parts.stopAll(),
  };
}

function ingestPart({ udpPort, httpPort }: IngestAddresses): { udpPort: number; ingestUrl: string } {
  return { udpPort, ingestUrl: `http://127.0.0.1:${httpPort}` };
}
