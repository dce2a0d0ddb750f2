import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The console's pages, built first when they are older than their sources: vite builds asynchronously, and CDK does not wait.
 * @returns their folder
 * @throws what vite says of the sources
 */
export function buildConsole(): string {
  execFileSync(process.execPath, [join(ROOT, 'console', 'build.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(ROOT, 'console', 'dist');
}
