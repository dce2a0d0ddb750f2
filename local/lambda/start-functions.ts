import { type FunctionWiring, type Wiring, WiringUnsupportedError } from '../assembly/wiring.ts';
import type { Guardian } from '../process/guardian.ts';
import { LogFile } from '../process/log-file.ts';
import { readMetricLine } from './emf.ts';
import { startEnvironment } from './environment.ts';
import { FunctionPool } from './function-pool.ts';

/** What a function without an event source may run at once here: more than this machine has cores for. */
const DEFAULT_ENVIRONMENTS = 4;
const STOP_GRACE_MS = 1_000;

export interface FunctionsOptions {
  readonly wiring: Pick<Wiring, 'functions' | 'eventSources'>;
  /** The template's variables of a function with their local values, and where the stand-ins of AWS are. */
  readonly environmentOf: (one: FunctionWiring) => Readonly<Record<string, string>>;
  readonly runtimePath: string;
  readonly logDir: string;
  readonly guardian: Guardian;
  readonly onPid: (program: string, pid: number | undefined) => void;
  readonly onMetrics: (functionName: string, metrics: ReadonlyMap<string, readonly number[]>) => void;
}

export interface RunningFunctions {
  /**
   * @throws InvocationFailedError when the handler throws, times out or dies
   */
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  /** Writes a failure that only the runner knows of into the function's log. */
  report(functionArn: string, error: unknown): void;
  stop(): Promise<void>;
}

/**
 * Starts every function of the template in a process of its own.
 * @throws InvocationFailedError when a bundle does not load, SecretUnknownError
 */
export async function startFunctions(options: FunctionsOptions): Promise<RunningFunctions> {
  const { wiring } = options;
  const running = new Map(
    wiring.functions.map((one) => {
      const log = new LogFile(`${options.logDir}/${one.name}.log`);
      return [one.arn, { log, pool: createPool(one, log, options) }] as const;
    }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all([...running.values()].map(({ pool }) => pool.stop(STOP_GRACE_MS)));
    await Promise.all([...running.values()].map(({ log }) => log.close()));
  };
  // All of them, before the first failure is told: what still starts could not be stopped.
  const outcomes = await Promise.allSettled([...running.values()].map(({ pool }) => pool.warmUp()));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }

  return {
    invoke: async (functionArn, event) => {
      const pool = running.get(functionArn)?.pool;
      if (pool === undefined) throw new WiringUnsupportedError(`there is no function ${functionArn}`);
      return pool.invoke(event);
    },
    report: (functionArn, error) => {
      const line = { level: 'error', component: 'local-runner', message: String(error) };
      running.get(functionArn)?.log.write(`${JSON.stringify(line)}\n`);
    },
    stop,
  };
}

function createPool(one: FunctionWiring, log: LogFile, options: FunctionsOptions): FunctionPool {
  const programName = (slot: number): string => (slot === 0 ? one.name : `${one.name}-${slot + 1}`);
  const ofQueues = options.wiring.eventSources.filter((source) => source.functionArn === one.arn);
  const concurrency = ofQueues.reduce((sum, source) => sum + (source.maximumConcurrency ?? 2), 0);
  const env = { ...runtimeVariables(one), ...options.environmentOf(one) };
  return new FunctionPool({
    name: one.name,
    maxEnvironments: Math.max(concurrency, ofQueues.length === 0 ? DEFAULT_ENVIRONMENTS : 0),
    onPid: (slot, pid) => options.onPid(programName(slot), pid),
    start: (slot) =>
      startEnvironment({
        wiring: one,
        programName: programName(slot),
        env,
        runtimePath: options.runtimePath,
        log,
        guardian: options.guardian,
        onLine: (line) => {
          const metrics = readMetricLine(line);
          if (metrics !== undefined) options.onMetrics(one.name, metrics.values);
          return metrics !== undefined && !metrics.tellsMore;
        },
      }),
  });
}

/** The variables that Lambda sets. */
function runtimeVariables(one: FunctionWiring): Record<string, string> {
  return {
    TZ: ':UTC',
    _HANDLER: one.handler,
    LAMBDA_TASK_ROOT: one.assetDir,
    AWS_LAMBDA_FUNCTION_NAME: one.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(one.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${one.name}`,
  };
}
