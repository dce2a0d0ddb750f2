import { join } from 'node:path';
import type { Guardian } from './process/guardian.ts';

/** What a stack is started with. */
export interface StackOptions {
  /** Folder of package.json. */
  readonly rootDir: string;
  /** Holds everything that is written: database, messages, spool, logs, templates, `stack.json`. */
  readonly dataDir: string;
  /** 0: any free one. */
  readonly httpPort: number;
  /** 0: any free one. */
  readonly udpPort: number;
  /** Simulated terminals; 0 for none. */
  readonly terminals: number;
  /** More of the simulator's own options, as on its command line. */
  readonly simulatorArgs?: readonly string[];
  /** CSV of terminals to register. */
  readonly terminalsFile?: string;
  /** A streaming copy for reads. @default true */
  readonly standby?: boolean;
  /** Stage of `lib/stages.ts`. @default local */
  readonly stage?: string;
  /** An assembly (`cdk.out`) to run as it is, instead of a fresh one of the stage. */
  readonly assemblyDir?: string;
  /** Knows every process that is started. @default one of its own */
  readonly guardian?: Guardian;
  /** More variables for the ingest task, over those that the runner sets. */
  readonly ingestEnv?: Readonly<Record<string, string>>;
}

/** Every path below the data directory, and of the programs that are started. */
export interface StackPaths {
  readonly lock: string;
  readonly stackFile: string;
  readonly samTemplate: string;
  readonly assembly: string;
  readonly postgres: string;
  readonly standby: string;
  readonly sqs: string;
  readonly dynamodb: string;
  readonly spool: string;
  readonly terminalKey: string;
  readonly webhookSecret: string;
  readonly logs: string;
  readonly migrations: string;
  readonly functionRuntime: string;
  readonly sqsServer: string;
  readonly ingestEntry: string;
  readonly simulatorEntry: string;
  readonly botApi: string;
  readonly botApiEntry: string;
  readonly consoleBuild: string;
  readonly consolePages: string;
}

export function stackPaths({ rootDir, dataDir }: Pick<StackOptions, 'rootDir' | 'dataDir'>): StackPaths {
  return {
    lock: join(dataDir, 'runner.pid'),
    stackFile: join(dataDir, 'stack.json'),
    samTemplate: join(dataDir, 'sam.template.json'),
    assembly: join(dataDir, 'cdk.out'),
    postgres: join(dataDir, 'postgres'),
    standby: join(dataDir, 'postgres-standby'),
    sqs: join(dataDir, 'sqs'),
    dynamodb: join(dataDir, 'dynamodb'),
    spool: join(dataDir, 'spool'),
    terminalKey: join(dataDir, 'terminal.key'),
    webhookSecret: join(dataDir, 'telegram-webhook.secret'),
    logs: join(dataDir, 'logs'),
    migrations: join(rootDir, 'migrations'),
    functionRuntime: join(rootDir, 'local', 'lambda', 'runtime.ts'),
    sqsServer: join(rootDir, 'local', 'sqs', 'server.ts'),
    ingestEntry: join(rootDir, 'ingest-fargate', 'main.ts'),
    simulatorEntry: join(rootDir, 'local', 'simulator', 'main.ts'),
    botApi: join(dataDir, 'bot-api'),
    botApiEntry: join(rootDir, 'local', 'bot-api', 'main.ts'),
    consoleBuild: join(rootDir, 'console', 'build.ts'),
    consolePages: join(rootDir, 'console', 'dist'),
  };
}
