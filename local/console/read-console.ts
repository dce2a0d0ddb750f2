import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { HASHED_CACHE_CONTROL, HASHED_FILES, PAGE_CACHE_CONTROL } from '../../core/contracts/page-headers.ts';

export interface ConsoleFile {
  readonly body: Buffer;
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
}

/** By path, such as `/assets/index-1a2b.js`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/**
 * All of what was built, in memory: some hundred KB, and a page that is open goes on with its own files when they are built anew.
 * @throws when it is not there
 */
export async function readConsole(directory: string): Promise<ConsoleFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const read = files.map(async ({ parentPath, name }): Promise<[string, ConsoleFile]> => {
    const path = join(parentPath, name);
    const relative = path.slice(directory.length + 1).replaceAll(sep, '/');
    const body = await readFile(path);
    const file = {
      body,
      type: TYPES[extname(name)] ?? 'application/octet-stream',
      cacheControl: relative.startsWith(`${HASHED_FILES}/`) ? HASHED_CACHE_CONTROL : PAGE_CACHE_CONTROL,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    };
    return [`/${relative}`, file];
  });
  return new Map(await Promise.all(read));
}
