import { randomUUID } from 'node:crypto';
import type { FunctionWiring } from '../assembly/wiring.ts';
import type { Guardian } from '../process/guardian.ts';
import type { LogFile } from '../process/log-file.ts';
import { type Program, type ProgramExit, startProgram } from '../process/program.ts';
import { functionMessageSchema, type InvokeMessage } from './messages.ts';
import { formatReport } from './report.ts';

/** Lambda's limit for the init phase. */
const INIT_TIMEOUT_MS = 10_000;

/** An invocation that brought no result: the handler threw, ran out of time, or its process ended. */
export class InvocationFailedError extends Error {
  override readonly name = 'InvocationFailedError';
}

export interface EnvironmentOptions {
  readonly wiring: FunctionWiring;
  /** Whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
  /** Key in `pids`. */
  readonly programName: string;
  /** Path of `runtime.ts`. */
  readonly runtimePath: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
  readonly onLine: (line: string) => boolean;
}

/** One execution environment of a function: a process that handles one event at a time. */
export interface ExecutionEnvironment {
  readonly pid: number;
  readonly exited: Promise<ProgramExit>;
  /** @throws InvocationFailedError */
  invoke(event: unknown): Promise<unknown>;
  stop(graceMs: number): Promise<void>;
}

/** @throws InvocationFailedError when the bundle cannot be loaded in ten seconds */
export async function startEnvironment(options: EnvironmentOptions): Promise<ExecutionEnvironment> {
  const { wiring, programName } = options;
  const program = await startProgram({
    name: programName,
    command: process.execPath,
    args: [
      options.runtimePath,
      wiring.assetDir,
      wiring.handler,
      wiring.name,
      wiring.arn,
      String(wiring.memoryMb),
    ],
    env: options.env,
    cwd: wiring.assetDir,
    log: options.log,
    guardian: options.guardian,
    onLine: options.onLine,
    ipc: 'advanced',
  });
  const startedAt = performance.now();
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  let peakMemoryBytes = 0;
  const initialized = Promise.withResolvers<undefined>();
  program.onMessage((message) => {
    const parsed = functionMessageSchema.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.type !== 'init-failed') ({ peakMemoryBytes } = data);
    if (data.type === 'initialized') initialized.resolve(undefined);
    else if (data.type === 'init-failed')
      initialized.reject(new InvocationFailedError(`${wiring.name}: ${data.error}`));
    else if (data.type === 'returned') waiting.get(data.requestId)?.resolve(JSON.parse(data.resultJson));
    else
      waiting.get(data.requestId)?.reject(new InvocationFailedError(`${wiring.name} threw: ${data.error}`));
  });
  void program.exited.then(({ code, signal }) => {
    const error = new InvocationFailedError(
      `${wiring.name}: its process ended (${signal ?? `code ${code ?? 0}`})`,
    );
    initialized.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });
  await withTimeout(
    initialized.promise,
    INIT_TIMEOUT_MS,
    program,
    `${wiring.name}: init took longer than ${INIT_TIMEOUT_MS} ms`,
  );
  /** Told with the first event, as Lambda does. */
  let initMs: number | undefined = performance.now() - startedAt;

  return {
    pid: program.pid,
    exited: program.exited,
    invoke: async (event) => {
      const timeoutMs = wiring.timeoutSeconds * 1_000;
      const message: InvokeMessage = {
        type: 'invoke',
        requestId: randomUUID(),
        eventJson: JSON.stringify(event),
        deadlineMs: Date.now() + timeoutMs,
      };
      const result = Promise.withResolvers<unknown>();
      waiting.set(message.requestId, result);
      const beganAt = performance.now();
      try {
        program.send(message);
        return await withTimeout(
          result.promise,
          timeoutMs,
          program,
          `${wiring.name}: timed out after ${wiring.timeoutSeconds} s`,
        );
      } finally {
        waiting.delete(message.requestId);
        const report = {
          requestId: message.requestId,
          durationMs: performance.now() - beganAt,
          memoryMb: wiring.memoryMb,
          peakMemoryBytes,
          initMs,
        };
        options.log.write(`${formatReport(report)}\n`);
        initMs = undefined;
      }
    },
    stop: async (graceMs) => {
      await program.stop(graceMs);
    },
  };
}

/** Like Lambda, what runs out of time loses its process: nothing that it still does can count. */
async function withTimeout<T>(
  work: Promise<T>,
  timeoutMs: number,
  program: Program,
  message: string,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      program.signal('SIGKILL');
      reject(new InvocationFailedError(message));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
