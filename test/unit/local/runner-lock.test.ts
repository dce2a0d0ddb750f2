import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectoryBusyError, lockDataDirectory } from '../../../local/process/runner-lock.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(directory, 'runner.pid');
});

afterEach(() => rmSync(directory, { recursive: true }));

describe('lockDataDirectory', () => {
  it('refuses a second runner, naming the first', () => {
    lockDataDirectory(path);

    expect(() => lockDataDirectory(path)).toThrow(DataDirectoryBusyError);
    expect(() => lockDataDirectory(path)).toThrow(`process ${process.pid}`);
  });

  it('is free again once released', () => {
    lockDataDirectory(path).release();

    expect(existsSync(path)).toBe(false);
    expect(lockDataDirectory(path).wasAbandoned).toBe(false);
  });

  it.each([
    ['a process that is gone', '2147483646 1\n'],
    ['another process that has got the same id since', `${process.ppid} 1\n`],
    ['nothing readable', 'x'],
  ])('takes over a lock of %s', (_, content) => {
    writeFileSync(path, content);

    expect(lockDataDirectory(path).wasAbandoned).toBe(true);
  });
});
