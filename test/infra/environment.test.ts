import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV } from '../../core/contracts/env.ts';

const ROOT = join(__dirname, '../..');

/** What an operator may set by hand; each has a default that is right without it. */
const BY_HAND = new Set([
  'logLevel',
  'keepAliveMs',
  'ingestWorkers',
  'udpReceiveBufferBytes',
  'udpHost',
  'telegramTokenFleet',
  'telegramAlarmChats',
]);

/** Keys of `ENV` that the TypeScript files of these folders name. */
async function namedIn(...folders: string[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const folder of folders) {
    const entries = await readdir(join(ROOT, folder), { recursive: true });
    for (const entry of entries.filter((one) => one.endsWith('.ts') && !one.endsWith('contracts/env.ts'))) {
      const text = await readFile(join(ROOT, folder, entry), 'utf8');
      for (const match of text.matchAll(/\bENV\.(\w+)/g)) named.add(match[1] ?? '');
    }
  }
  return named;
}

describe('environment names', () => {
  it('are all read by some program: a variable that nobody reads is a switch without a wire', async () => {
    const read = await namedIn('core', 'functions', 'ingest-fargate');

    expect(Object.keys(ENV).filter((key) => !read.has(key))).toEqual([]);
  });

  it('are all set by the stacks or the local runner, or are for an operator to set by hand', async () => {
    const set = await namedIn('lib', 'local');

    expect(Object.keys(ENV).filter((key) => !set.has(key) && !BY_HAND.has(key))).toEqual([]);
  });
});
