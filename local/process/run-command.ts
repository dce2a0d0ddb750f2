import { spawn } from 'node:child_process';
import type { Guardian } from './guardian.ts';

/** What is kept of a command's output; more than any message needs. */
const MAX_OUTPUT_CHARACTERS = 64 * 1024;

export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}

export interface CommandOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly stdin?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Ends the command when the runner is gone, and names it to whoever ends everything by force. */
  readonly guardian?: Guardian | undefined;
}

/**
 * Runs a command to its end, in a process group of its own: a Ctrl-C in the middle of a start is answered by the runner, not by
 * whatever happens to run.
 * @returns what it wrote to stderr
 * @throws CommandFailedError with the end of what it wrote
 */
export async function runCommand(options: CommandOptions): Promise<string> {
  const { command, args, cwd, env, uid, gid } = options;
  const child = spawn(command, [...args], {
    cwd,
    env: { ...env },
    detached: true,
    stdio: 'pipe',
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] = (written[name] + text).slice(-MAX_OUTPUT_CHARACTERS);
    });
  }
  // A command that ends before it has read its input is judged by its exit code.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const release = child.pid === undefined ? undefined : options.guardian?.watch(child.pid, 'SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...end) => resolve(end));
    });
    if (code === 0) return written.stderr;
    const text = written.stderr.trim() || written.stdout.trim();
    throw new CommandFailedError(
      text === '' ? `${command} ended with ${signal ?? `code ${code ?? 0}`}` : text,
    );
  } finally {
    clearTimeout(timer);
    release?.();
  }
}
