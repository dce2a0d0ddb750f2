import { type ChildProcess, spawn } from 'node:child_process';
import type { Guardian } from './guardian.ts';
import { readLines } from './line-reader.ts';
import type { LogFile } from './log-file.ts';

/** What one started process is for the runner. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<ProgramExit>;
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  signal(signal: NodeJS.Signals): void;
  /** Signal, wait, and SIGKILL what is left after `graceMs`. */
  stop(graceMs: number, signal?: NodeJS.Signals): Promise<ProgramExit>;
}

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: LogFile;
  readonly guardian: Guardian;
  /** An IPC channel: `json` between Node versions, `advanced` (structured clone) for large payloads. */
  readonly ipc?: 'json' | 'advanced';
  readonly uid?: number;
  readonly gid?: number;
  /** Sees every line of stdout and stderr; return `true` to keep it out of the log file. */
  readonly onLine?: (line: string) => boolean;
  /** What the guardian sends when the runner is gone. */
  readonly guardianSignal?: 'SIGINT' | 'SIGTERM';
}

export class ProgramNotStartedError extends Error {
  override readonly name = 'ProgramNotStartedError';
}

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches only the runner, which then stops
 * everything in its order.
 * @throws ProgramNotStartedError when there is no such program.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: options.ipc === undefined ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: options.ipc ?? 'json',
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const onLine = (line: string): void => {
    if (options.onLine?.(line) !== true) options.log.write(`${line}\n`);
  };
  if (child.stdout !== null) readLines(child.stdout, onLine);
  if (child.stderr !== null) readLines(child.stderr, onLine);
  const pid = await spawned(child, options);
  const release = options.guardian.watch(pid, options.guardianSignal ?? 'SIGTERM');
  const exited = new Promise<ProgramExit>((resolve) => {
    // 'exit', not 'close': a grandchild that kept the pipe must not hide that the program is gone.
    child.once('exit', (code, signal) => {
      release();
      resolve({ code, signal });
    });
  });
  // A write into the channel of a process that has just died is not an error of the runner: `exited` tells it.
  child.on('error', () => undefined);

  return {
    name: options.name,
    pid,
    exited,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    signal: (signal) => child.kill(signal),
    stop: async (graceMs, signal = 'SIGTERM') => {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

async function spawned(child: ChildProcess, options: ProgramOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(
        new ProgramNotStartedError(`${options.name}: ${options.command}: ${error.message}`, { cause: error }),
      );
    });
  });
  if (child.pid === undefined) throw new ProgramNotStartedError(`${options.name}: no process id`);
  return child.pid;
}
