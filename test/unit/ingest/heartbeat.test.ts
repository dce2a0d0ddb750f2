import { pino } from 'pino';
import type { ReceiverBeat } from '../../../core/aws/receiver-beat.ts';
import { Heartbeat } from '../../../ingest-fargate/heartbeat.ts';

const log = pino({ level: 'silent' });

function beatInMemory(): ReceiverBeat {
  let last: number | undefined;
  return {
    read: () => Promise.resolve(last),
    write: (atMs) => {
      last = atMs;
      return Promise.resolve();
    },
  };
}

async function gapOf(beat: ReceiverBeat, nowMs: number, isTakeOver = false): Promise<number> {
  const heartbeat = new Heartbeat(beat, log);
  await heartbeat.start(isTakeOver, () => nowMs);
  heartbeat.stop();
  return heartbeat.gapSeconds;
}

describe('the gap before a task', () => {
  it('is the time since the last task was there, also on another host', async () => {
    const beat = beatInMemory();
    await gapOf(beat, 1_000_000);

    expect(await gapOf(beat, 1_007_500)).toBe(7.5);
  });

  it('is none for the first task, beside one that still receives, and for one that takes over', async () => {
    const beat = beatInMemory();

    expect(await gapOf(beat, 1_000_000)).toBe(0);
    expect(await gapOf(beat, 1_001_100)).toBe(0);
    expect(await gapOf(beat, 1_050_000, true)).toBe(0);
  });

  it('is not known while DynamoDB is away, which keeps nobody from receiving', async () => {
    const away: ReceiverBeat = {
      read: () => Promise.reject(new Error('away')),
      write: () => Promise.reject(new Error('away')),
    };

    expect(await gapOf(away, 1_000_000)).toBe(0);
  });
});
