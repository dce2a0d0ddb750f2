import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Valkey first: it is what runs in AWS. */
const PROGRAMS = ['valkey-server', 'redis-server'] as const;
/** Where Debian and others put servers, which is not on every user's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/usr/local/sbin'];

/**
 * @param path as the variable PATH has it
 * @returns the file of a Valkey or Redis server on this machine, if there is one
 */
export function findCacheServer(path: string): string | undefined {
  const directories = [
    ...path.split(delimiter).filter((directory) => directory !== ''),
    ...SYSTEM_DIRECTORIES,
  ];
  return PROGRAMS.flatMap((program) => directories.map((directory) => join(directory, program))).find(
    isRunnable,
  );
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
