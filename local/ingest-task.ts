import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ENV } from '../core/contracts/env.ts';
import type { Guardian } from './process/guardian.ts';
import type { LogFile } from './process/log-file.ts';
import { type Program, startProgram } from './process/program.ts';

const READY_TIMEOUT_MS = 30_000;
/** The task flushes its workers and its queue; what SQS does not take in time stays in its spool. */
const STOP_GRACE_MS = 12_000;
const FIRST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 10_000;

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), udpPort: z.number().int(), httpPort: z.number().int() }),
  z.object({ type: z.literal('draining') }),
]);

export class IngestNotReadyError extends Error {
  override readonly name = 'IngestNotReadyError';
}

export interface IngestAddresses {
  readonly udpPort: number;
  readonly httpPort: number;
}

export interface IngestTaskOptions {
  readonly entryPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
  /** A task became the current one, or (`undefined`) there is none. */
  readonly onChange: (pid: number | undefined, addresses: IngestAddresses | undefined) => void;
}

export interface IngestTask {
  /** SIGTERM and a replacement on the same port, as in a deployment; resolves when the old one has gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  readonly program: Program;
  readonly addresses: IngestAddresses;
}

/**
 * Keeps one ingest task running. A task that says it is draining (somebody sent it SIGTERM) gets a replacement that shares its
 * port at once, and is told when the replacement receives, so that no datagram is lost. One that dies is started again.
 * @throws IngestNotReadyError when the first does not come up
 */
export async function startIngestTask(options: IngestTaskOptions): Promise<IngestTask> {
  let stopping = false;
  let current: Running | undefined;
  /** The replacement that is on its way, if any: two tasks that drain one after the other need one. */
  let replacing: Promise<void> | undefined;
  let recovering: Promise<void> = Promise.resolve();

  const launch = async (takeOverPort?: number): Promise<Running> => {
    const takeOver: Record<string, string> =
      takeOverPort === undefined ? {} : { [ENV.udpTakeOver]: '1', [ENV.udpPort]: String(takeOverPort) };
    let lastLine = 'it wrote nothing';
    const program = await startProgram({
      name: 'ingest',
      command: process.execPath,
      args: [options.entryPath],
      env: { ...options.env, ...takeOver },
      cwd: options.cwd,
      log: options.log,
      guardian: options.guardian,
      ipc: 'json',
      onLine: (line) => {
        lastLine = line;
        return false;
      },
    });
    const ready = Promise.withResolvers<IngestAddresses>();
    program.onMessage((message) => {
      const parsed = messageSchema.safeParse(message);
      if (!parsed.success) return;
      if (parsed.data.type === 'ready') ready.resolve(parsed.data);
      else onDraining(program);
    });
    const outcome = await Promise.race([
      ready.promise,
      program.exited.then(() => 'it ended'),
      sleep(READY_TIMEOUT_MS, `not in ${READY_TIMEOUT_MS} ms`, { ref: false }),
    ]);
    if (typeof outcome === 'string') {
      await program.stop(0);
      // Its last words name the variable that is missing.
      throw new IngestNotReadyError(`the ingest task is not ready: ${outcome}: ${lastLine}`);
    }
    const running = { program, addresses: outcome };
    current = running;
    options.onChange(program.pid, outcome);
    void program.exited.then(() => onExit(running));
    return running;
  };

  const onDraining = (program: Program): void => {
    const takeOverPort = current?.program === program && !stopping ? current.addresses.udpPort : undefined;
    // Nobody follows a task that is stopped with the whole system, nor one that has its successor already.
    if (takeOverPort === undefined) program.send({ type: 'handed-over' });
    else replacing ??= replace(program, takeOverPort).finally(() => (replacing = undefined));
  };

  const replace = async (leaving: Program, port: number): Promise<void> => {
    try {
      await launch(port);
    } catch {
      // The one that leaves goes by itself after its own limit; `onExit` then starts another in the usual way.
    }
    leaving.send({ type: 'handed-over' });
  };

  const onExit = (ended: Running): void => {
    if (current !== ended) return;
    current = undefined;
    options.onChange(undefined, undefined);
    recovering = keepUp();
  };

  const keepUp = async (): Promise<void> => {
    await replacing;
    for (let backOffMs = FIRST_BACK_OFF_MS; !stopping && current === undefined;) {
      try {
        await launch();
      } catch {
        await sleep(backOffMs, undefined, { ref: false });
        backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS);
      }
    }
  };

  await launch();
  return {
    restart: async () => {
      const before = current;
      if (before === undefined) return;
      before.program.signal('SIGTERM');
      await before.program.exited;
    },
    stop: async () => {
      stopping = true;
      await replacing;
      await recovering;
      await current?.program.stop(STOP_GRACE_MS);
    },
  };
}
