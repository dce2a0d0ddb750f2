import { createServer } from 'node:http';
import { join } from 'node:path';
import { ENV } from '../../core/contracts/env.ts';
import { BOT_METRICS } from '../../core/contracts/metrics.ts';
import type { Wiring } from '../../local/assembly/wiring.ts';
import { awsEnvironment } from '../../local/aws-environment.ts';
import { serveRoutes } from '../../local/http/serve-routes.ts';
import { startFunctions } from '../../local/lambda/start-functions.ts';
import type { Guardian } from '../../local/process/guardian.ts';
import { type LocalSecrets, localEnvironment } from '../../local/program-environment.ts';
import { ACCOUNT_ID, REGION } from '../../local/stack-context.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';

const FUNCTION = 'receive-update';
/** Nobody listens there: no update of the benchmark needs a queue. */
export const NOWHERE = 'http://127.0.0.1:1';

export interface EntryOptions {
  readonly rootDir: string;
  readonly directory: string;
  readonly wiring: Wiring;
  readonly guardian: Guardian;
  /** Of every program. */
  readonly base: Readonly<Record<string, string>>;
  readonly dynamodbEndpoint: string;
  readonly secrets: Omit<LocalSecrets, 'telegram'>;
  readonly token: string;
  /** Of the webhook. */
  readonly secret: string;
  /** Where the bot sends. */
  readonly apiRoot: string;
  readonly onPid: (program: string, pid: number | undefined) => void;
}

/** What the functions have said of their work since they were started. */
export interface UpdateCounts {
  readonly answered: number;
  /** Failed, refused, or seen before. */
  readonly notAnswered: number;
  readonly messagesSent: number;
  readonly messagesFailed: number;
}

/** The webhook as Telegram sees it. */
export interface Entry {
  /** Of the fleet bot's webhook. */
  readonly url: string;
  readonly counts: () => UpdateCounts;
  stop(): Promise<void>;
}

/**
 * Starts the bundle of `receive-update` in as many processes as `npm start` gives it, each of which handles one update at a time, and in this
 * process what the HTTP API does before them.
 */
export async function startEntry(options: EntryOptions): Promise<Entry> {
  const { rootDir, directory, wiring, guardian, secret, token, apiRoot, onPid } = options;
  const telegram = {
    [ENV.telegramWebhookSecret]: secret,
    [ENV.telegramTokenFleet]: token,
    [ENV.telegramApiRoot]: apiRoot,
  };
  const aws = awsEnvironment({
    region: REGION,
    sqsEndpoint: NOWHERE,
    dynamodbEndpoint: options.dynamodbEndpoint,
    httpUrl: NOWHERE,
    webSocketStage: undefined,
  });
  const counts = { answered: 0, notAnswered: 0, messagesSent: 0, messagesFailed: 0 };
  const functions = await startFunctions({
    wiring: { functions: wiring.functions.filter(({ name }) => name === FUNCTION), eventSources: [] },
    environmentOf: (one) => ({
      ...localEnvironment(one.name, one.environment, { ...options.secrets, telegram }),
      ...options.base,
      ...aws,
    }),
    runtimePath: join(rootDir, 'local', 'lambda', 'runtime.ts'),
    logDir: join(directory, 'logs'),
    guardian,
    onPid,
    onMetrics: (_, metrics) => {
      const sum = (...names: readonly string[]): number =>
        names.flatMap((name) => metrics.get(name) ?? []).reduce((all, one) => all + one, 0);
      const { updatesAnswered, updatesFailed, updatesRefused, updatesRepeated } = BOT_METRICS;
      counts.answered += sum(updatesAnswered);
      counts.notAnswered += sum(updatesFailed, updatesRefused, updatesRepeated);
      counts.messagesSent += sum(BOT_METRICS.messagesSent);
      counts.messagesFailed += sum(BOT_METRICS.messagesFailed);
    },
  });
  const server = createServer(
    serveRoutes({
      routes: wiring.routes.filter(({ protocol }) => protocol === 'HTTP'),
      accountId: ACCOUNT_ID,
      invoke: (functionArn, event) => functions.invoke(functionArn, event),
      onFailure: (functionArn, error) => functions.report(functionArn, error),
    }),
  );
  const url = await listenOnLoopback(server);
  return {
    url: `${url}/telegram/fleet`,
    counts: () => ({ ...counts }),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await functions.stop();
    },
  };
}
