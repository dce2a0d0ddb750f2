import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a server of a killed run gets for its fast shutdown (it writes a checkpoint) before it is killed. */
const FAST_SHUTDOWN_MS = 15_000;

/**
 * Stops the server that a killed runner left on this data directory. `postmaster.pid` alone proves nothing: the number may
 * belong to another program by now, so the process must be a postgres that was started with this directory.
 */
export async function stopStaleServer(dataDir: string): Promise<void> {
  const pid = await readPostmasterPid(dataDir);
  if (pid === undefined || !(await isServerOf(pid, dataDir))) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + FAST_SHUTDOWN_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGQUIT');
    await sleep(50);
    if (Date.now() > deadline + FAST_SHUTDOWN_MS) process.kill(pid, 'SIGKILL');
  }
}

async function readPostmasterPid(dataDir: string): Promise<number | undefined> {
  const path = join(dataDir, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const pid = Number((await readFile(path, 'utf8')).split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  const command = await commandLineOf(pid);
  return command.includes('postgres') && command.includes(resolve(dataDir));
}

async function commandLineOf(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux')
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
