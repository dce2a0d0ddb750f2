import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Heartbeat } from '../../../ingest-fargate/heartbeat.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function gapOf(isTakeOver: boolean, nowMs: number): Promise<number> {
  const heartbeat = new Heartbeat(directory);
  await heartbeat.start(isTakeOver, () => nowMs);
  heartbeat.stop();
  return heartbeat.gapSeconds;
}

describe('the gap before a task', () => {
  it('is the time since the last task was there', async () => {
    await gapOf(false, 1_000_000);

    expect(await gapOf(false, 1_007_500)).toBe(7.5);
  });

  it('is none for the first task, for one that takes over, and when the file is rubbish', async () => {
    expect(await gapOf(false, 1_000_000)).toBe(0);
    expect(await gapOf(true, 1_050_000)).toBe(0);
    await writeFile(join(directory, 'heartbeat'), 'rubbish');
    expect(await gapOf(false, 1_060_000)).toBe(0);
  });
});
