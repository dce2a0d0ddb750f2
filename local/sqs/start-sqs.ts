import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { QueueWiring } from '../assembly/wiring.ts';
import type { Guardian } from '../process/guardian.ts';
import type { LogFile } from '../process/log-file.ts';
import { type Program, startProgram } from '../process/program.ts';

const READY_TIMEOUT_MS = 15_000;
const STOP_GRACE_MS = 5_000;
const RESTART_BACK_OFF_MS = 500;

export class SqsNotReadyError extends Error {
  override readonly name = 'SqsNotReadyError';
}

export interface SqsOptions {
  readonly port: number;
  /** Messages are kept here: the queue outlives its process, as the real one outlives ours. */
  readonly dataDir: string;
  readonly region: string;
  readonly queues: readonly QueueWiring[];
  /** Path of `server.ts`. */
  readonly serverPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: LogFile;
  readonly guardian: Guardian;
  readonly onPid: (pid: number | undefined) => void;
}

/**
 * SQS as a part of the stack that can be away and come back on the same port, with its messages. An end that was not asked for
 * is followed by a new start at once.
 */
export interface LocalSqs {
  readonly endpoint: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const readySchema = z.object({ type: z.literal('ready') });

/** @throws SqsNotReadyError */
export async function startSqs(options: SqsOptions): Promise<LocalSqs> {
  let wanted = false;
  let program: Program | undefined;

  const launch = async (): Promise<void> => {
    const started = await startProgram({
      name: 'sqs',
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', options.serverPath],
      env: options.env,
      cwd: process.cwd(),
      log: options.log,
      guardian: options.guardian,
      ipc: 'json',
    });
    program = started;
    const ready = Promise.withResolvers<'ready'>();
    started.onMessage((message) => {
      if (readySchema.safeParse(message).success) ready.resolve('ready');
    });
    const { port, dataDir, region, queues } = options;
    started.send({
      port,
      dataDir,
      region,
      queues: queues.map(({ name, arn, url, attributes }) => ({ name, arn, url, attributes })),
    });
    const outcome = await Promise.race([
      ready.promise,
      started.exited.then(() => 'exited' as const),
      sleep(READY_TIMEOUT_MS, 'late' as const, { ref: false }),
    ]);
    if (outcome !== 'ready') {
      await started.stop(STOP_GRACE_MS);
      throw new SqsNotReadyError(`sqs is not ready (${outcome}); see its log`);
    }
    options.onPid(started.pid);
    void started.exited.then(() => {
      options.onPid(undefined);
      void keepUp();
    });
  };

  const keepUp = async (): Promise<void> => {
    for (;;) {
      if (!wanted) return;
      try {
        await launch();
        return;
      } catch {
        await sleep(RESTART_BACK_OFF_MS, undefined, { ref: false });
      }
    }
  };

  const start = async (): Promise<void> => {
    if (wanted) return;
    wanted = true;
    await launch();
  };
  await start();

  return {
    endpoint: `http://127.0.0.1:${options.port}`,
    start,
    stop: async () => {
      wanted = false;
      await program?.stop(STOP_GRACE_MS);
    },
  };
}
