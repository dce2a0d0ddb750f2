import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Guardian } from './process/guardian.ts';
import type { LogFile } from './process/log-file.ts';
import { type Program, startProgram } from './process/program.ts';

const READY_TIMEOUT_MS = 15_000;
const STOP_GRACE_MS = 3_000;
const RESTART_BACK_OFF_MS = 500;

const readySchema = z.object({ type: z.literal('ready'), url: z.string() });

export class BotApiNotReadyError extends Error {
  override readonly name = 'BotApiNotReadyError';
}

export interface BotApiProcessOptions {
  readonly entryPath: string;
  readonly port: number;
  /** Chats and files are kept here. */
  readonly dataDir: string;
  /** By bot id. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
  readonly onPid: (pid: number | undefined) => void;
}

export interface BotApiProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Keeps the Bot API emulator running: one that dies is started again on the same port, with its chats. @throws BotApiNotReadyError */
export async function startBotApi(options: BotApiProcessOptions): Promise<BotApiProcess> {
  let isWanted = true;
  let program: Program | undefined;

  const launch = async (): Promise<void> => {
    const started = await startProgram({
      name: 'bot-api',
      command: process.execPath,
      args: [
        options.entryPath,
        '--port',
        String(options.port),
        '--data-dir',
        options.dataDir,
        // Only the number before the colon: command lines can be read by everybody on the machine.
        ...[...options.tokens].flatMap(([bot, token]) => ['--bot', `${Number.parseInt(token, 10)}:${bot}`]),
      ],
      env: options.env,
      cwd: options.cwd,
      log: options.log,
      guardian: options.guardian,
      ipc: 'json',
    });
    program = started;
    const ready = Promise.withResolvers<'ready'>();
    started.onMessage((message) => {
      if (readySchema.safeParse(message).success) ready.resolve('ready');
    });
    const outcome = await Promise.race([
      ready.promise,
      started.exited.then(() => 'it ended' as const),
      sleep(READY_TIMEOUT_MS, 'late' as const, { ref: false }),
    ]);
    if (outcome !== 'ready') {
      await started.stop(0);
      throw new BotApiNotReadyError(`the Bot API emulator is not ready: ${outcome}; see its log`);
    }
    options.onPid(started.pid);
    void started.exited.then(() => {
      options.onPid(undefined);
      void keepUp();
    });
  };

  const keepUp = async (): Promise<void> => {
    while (isWanted) {
      try {
        await launch();
        return;
      } catch {
        await sleep(RESTART_BACK_OFF_MS, undefined, { ref: false });
      }
    }
  };

  await launch();
  return {
    url: `http://127.0.0.1:${options.port}`,
    stop: async () => {
      isWanted = false;
      await program?.stop(STOP_GRACE_MS);
    },
  };
}
