import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { errorCode } from './process/errors.ts';

const KEY_BYTES = 32;

export class TerminalKeyUnusableError extends Error {
  override readonly name = 'TerminalKeyUnusableError';
}

/**
 * The key that seals the terminals' passwords: made at the first start, kept beside the database that it belongs to.
 * @throws TerminalKeyUnusableError when the file is not 32 bytes in base64: a new key would make every password unreadable
 */
export async function loadTerminalKey(path: string): Promise<Buffer> {
  try {
    await writeFile(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== KEY_BYTES)
    throw new TerminalKeyUnusableError(`${path} is not ${KEY_BYTES} bytes in base64`);
  return key;
}
