import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../process/errors.ts';

const FILE_ID = /^[0-9a-f-]{36}$/;

/** Contents of what was sent, by file id, each a file of its own below one folder. */
export class FileStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  async write(fileId: string, content: Buffer): Promise<void> {
    await writeFile(join(this.#directory, fileId), content, { mode: 0o600 });
  }

  /** @returns `undefined` when there is none */
  async read(fileId: string): Promise<Buffer | undefined> {
    // It comes out of a path: nothing but an id may become a part of one here.
    if (!FILE_ID.test(fileId)) return undefined;
    try {
      return await readFile(join(this.#directory, fileId));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return undefined;
    }
  }
}
