import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { errorCode } from './errors.ts';

/** Another runner has this data directory. */
export class DataDirectoryBusyError extends Error {
  override readonly name = 'DataDirectoryBusyError';
}

export interface RunnerLock {
  /** The runner before this one was killed: what it left behind may take a moment to end. */
  readonly wasAbandoned: boolean;
  release(): void;
}

/**
 * One runner a data directory. The file holds the process id and the time that the process began, since ids come again.
 * @throws DataDirectoryBusyError with the process id of the one that has it
 */
export function lockDataDirectory(path: string): RunnerLock {
  const own = `${process.pid} ${startOf(process.pid)}\n`;
  for (let wasAbandoned = false; ; wasAbandoned = true) {
    try {
      writeFileSync(path, own, { flag: 'wx' });
      return {
        wasAbandoned,
        release: () => {
          if (read(path) === own) rmSync(path, { force: true });
        },
      };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      const [pid = '', start = ''] = read(path).trim().split(' ');
      if (isAlive(Number(pid)) && startOf(Number(pid)) === start) {
        throw new DataDirectoryBusyError(
          `process ${pid} runs on this data directory already; stop it or give another --data-dir`,
        );
      }
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Start time in ticks since boot: field 22 of /proc/pid/stat. Elsewhere `-`, and the process id alone decides. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
