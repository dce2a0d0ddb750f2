import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs are that are not on every user's PATH. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

export function hasProgram(name: string): boolean {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRECTORIES];
  return directories.some((directory) => existsSync(join(directory, name)));
}

/**
 * `it` for a test that needs a program which npm cannot bring. Without it the test is skipped, and named in the last lines of the run
 * (test/support/skipped-reporter.mjs); CI installs the programs and fails if any test was skipped.
 */
export function itNeeds(
  isThere: boolean,
  program: string,
): (name: string, test: () => Promise<void>, timeoutMs?: number) => void {
  const run = isThere ? it : it.skip;
  return (name, test, timeoutMs) => run(isThere ? name : `${name} [needs ${program}]`, test, timeoutMs);
}
