import { errorMessage } from '../process/errors.ts';
import { runCommand } from '../process/run-command.ts';
import type { StackContext } from '../stack-context.ts';
import { type ConsoleFiles, readConsole } from './read-console.ts';

const TIMEOUT_MS = 120_000;

/**
 * The console's pages, built first when they are older than their sources. A fault in them is told in `logs/console.log` and does not keep
 * the rest of the system from running.
 * @returns undefined: there are none
 */
export async function buildConsole({
  options,
  paths,
  environment,
  guardian,
  openLog,
}: StackContext): Promise<ConsoleFiles | undefined> {
  try {
    await runCommand({
      command: process.execPath,
      args: [paths.consoleBuild],
      cwd: options.rootDir,
      env: environment.base,
      timeoutMs: TIMEOUT_MS,
      guardian,
    });
    return await readConsole(paths.consolePages);
  } catch (error) {
    const log = openLog('console');
    log.write(`the console cannot be built: ${errorMessage(error)}\n`);
    await log.close();
    return undefined;
  }
}
