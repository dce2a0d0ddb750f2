import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type FunctionWiring, type Wiring, WiringUnsupportedError } from '../assembly/wiring.ts';
import type { Guardian } from '../process/guardian.ts';
import { LogFile } from '../process/log-file.ts';
import { startSchedule } from '../schedules.ts';
import { type EventSource, startEventSource } from '../sqs/event-source.ts';
import { createQueueClient } from '../sqs/queue-client.ts';
import { readMetricLine } from './emf.ts';
import { startEnvironment } from './environment.ts';
import { FunctionPool } from './function-pool.ts';

/** What a function without an event source may run at once here: schedules and calls seldom overlap. */
const DEFAULT_ENVIRONMENTS = 4;
const STOP_GRACE_MS = 1_000;

export interface FunctionsOptions {
  readonly wiring: Wiring;
  readonly sqs: SQSClient;
  /** Added to the variables of the template: addresses of what stands in for AWS, the database URL. */
  readonly env: Readonly<Record<string, string>>;
  readonly runtimePath: string;
  readonly logDir: string;
  readonly guardian: Guardian;
  readonly onPid: (program: string, pid: number | undefined) => void;
  readonly onMetrics: (functionName: string, metrics: ReadonlyMap<string, readonly number[]>) => void;
}

export interface RunningFunctions {
  /** Begins to feed them: schedules and event sources. */
  startTriggers(): void;
  /** Ends the triggers after what is at hand. */
  stopTriggers(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts every function of the template in a process of its own.
 * @throws InvocationFailedError when a bundle does not load
 */
export async function startFunctions(options: FunctionsOptions): Promise<RunningFunctions> {
  const { wiring } = options;
  const logs = new Map<string, LogFile>();
  const pools = new Map(
    wiring.functions.map((one) => {
      const log = new LogFile(`${options.logDir}/${one.name}.log`);
      logs.set(one.arn, log);
      return [one.arn, createPool(one, log, options)] as const;
    }),
  );
  const poolOf = (arn: string): FunctionPool => {
    const pool = pools.get(arn);
    if (pool === undefined) throw new WiringUnsupportedError(`there is no function ${arn}`);
    return pool;
  };
  const reportTo = (arn: string) => (error: unknown) => {
    logs
      .get(arn)
      ?.write(`${JSON.stringify({ level: 'error', component: 'local-runner', message: String(error) })}\n`);
  };
  const eventSources: EventSource[] = [];
  const endSchedules: (() => void)[] = [];
  await Promise.all([...pools.values()].map((pool) => pool.warmUp()));

  return {
    startTriggers: () => {
      for (const source of wiring.eventSources) {
        const queueUrl = wiring.queues.find((queue) => queue.arn === source.queueArn)?.url ?? '';
        eventSources.push(
          startEventSource({
            wiring: source,
            queue: createQueueClient(options.sqs, queueUrl),
            invoke: (event) => poolOf(source.functionArn).invoke(event),
            clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
            onFailure: reportTo(source.functionArn),
          }),
        );
      }
      for (const schedule of wiring.schedules) {
        endSchedules.push(
          startSchedule({
            wiring: schedule,
            invoke: (event) => poolOf(schedule.functionArn).invoke(event),
            every: setUnreferencedInterval,
            now: () => new Date(),
            onFailure: reportTo(schedule.functionArn),
          }),
        );
      }
    },
    stopTriggers: async () => {
      for (const end of endSchedules) end();
      await Promise.all(eventSources.map((source) => source.stop()));
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.stop(STOP_GRACE_MS)));
      await Promise.all([...logs.values()].map((log) => log.close()));
    },
  };
}

function createPool(one: FunctionWiring, log: LogFile, options: FunctionsOptions): FunctionPool {
  const programName = (slot: number): string => (slot === 0 ? one.name : `${one.name}-${slot + 1}`);
  const ofQueues = options.wiring.eventSources.filter((source) => source.functionArn === one.arn);
  const concurrency = ofQueues.reduce((sum, source) => sum + (source.maximumConcurrency ?? 2), 0);
  return new FunctionPool({
    name: one.name,
    maxEnvironments: Math.max(concurrency, ofQueues.length === 0 ? DEFAULT_ENVIRONMENTS : 0),
    onPid: (slot, pid) => options.onPid(programName(slot), pid),
    start: (slot) =>
      startEnvironment({
        wiring: one,
        programName: programName(slot),
        env: functionEnvironment(one, options.env),
        runtimePath: options.runtimePath,
        log,
        guardian: options.guardian,
        onLine: (line) => {
          const metrics = readMetricLine(line);
          if (metrics !== undefined) options.onMetrics(one.name, metrics);
          return metrics !== undefined;
        },
      }),
  });
}

/** The variables that Lambda sets, those of the template, and last the addresses of this machine. */
function functionEnvironment(
  one: FunctionWiring,
  local: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    TZ: ':UTC',
    _HANDLER: one.handler,
    LAMBDA_TASK_ROOT: one.assetDir,
    AWS_LAMBDA_FUNCTION_NAME: one.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(one.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${one.name}`,
    ...one.environment,
    ...local,
  };
}

function setUnreferencedInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  timer.unref();
  return () => clearInterval(timer);
}
