import type { LeaseRows } from '../../../core/aws/lease-table.ts';
import { waitForSuccessors } from '../../../ingest-fargate/successors.ts';

/** Looks that a leaving task has, one a second. */
function waitThrough(looks: readonly (LeaseRows | Error)[]) {
  let nowMs = 0;
  let look = 0;
  const read = (): Promise<LeaseRows> => {
    const rows = looks[Math.min(look, looks.length - 1)] ?? new Error('no look');
    look += 1;
    return rows instanceof Error ? Promise.reject(rows) : Promise.resolve(rows);
  };
  const clock = {
    nowMs: () => nowMs,
    sleep: (ms: number) => {
      nowMs += ms;
      return Promise.resolve();
    },
  };
  return waitForSuccessors(new Set([1, 2]), { table: { read }, clock, lookMs: 1_000, limitMs: 5_000 }).then(
    (isTaken) => ({ isTaken, atMs: nowMs }),
  );
}

const shard = (number: number, owner: string) => ({ shard: number, owner, epoch: 2 });
const half: LeaseRows = {
  shards: [shard(1, 'new'), shard(2, 'left')],
  tasks: [{ task: 'new', renewal: 1 }],
};
const whole: LeaseRows = { ...half, shards: [shard(1, 'new'), shard(2, 'new')] };

describe('a task that has left its shards', () => {
  it('goes on receiving until living tasks own all of them', async () => {
    expect(await waitThrough([half, new Error('away'), half, whole])).toEqual({ isTaken: true, atMs: 3_000 });
  });

  it('goes when nobody comes', async () => {
    expect(await waitThrough([half])).toEqual({ isTaken: false, atMs: 5_000 });
  });
});
