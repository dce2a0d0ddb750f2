import { ReplicaWatch } from '../../../core/database/replica-watch.ts';

let nowMs: number;
beforeEach(() => {
  nowMs = 0;
});

function watch(...answers: (number | undefined | Error)[]) {
  const readLag = jest.fn((): Promise<number | undefined> => {
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { readLag, watch: new ReplicaWatch({ readLag, now: () => nowMs }) };
}

describe('ReplicaWatch', () => {
  it('asks once in five seconds, however many read', async () => {
    const { readLag, watch: one } = watch(10, 20);
    await Promise.all([one.isUsable(), one.isUsable(), one.isUsable()]);
    nowMs = 4_999;
    await one.isUsable();
    expect(readLag).toHaveBeenCalledTimes(1);
    expect(one.lagMs).toBe(10);
    nowMs = 5_000;
    await one.isUsable();
    expect(one.lagMs).toBe(20);
  });

  it.each([
    [5_000, true],
    [5_001, false],
    [undefined, true],
    [new Error('away'), false],
  ])('with the answer %p the replica is usable: %p', async (answer, isUsable) => {
    expect(await watch(answer).watch.isUsable()).toBe(isUsable);
  });

  it('passes by a replica on which a read has failed, and looks again after five seconds', async () => {
    const { readLag, watch: one } = watch(0, 0);
    expect(await one.isUsable()).toBe(true);
    nowMs = 1_000;
    one.avoid();
    nowMs = 5_999;
    expect(await one.isUsable()).toBe(false);
    expect(one.lagMs).toBeUndefined();
    expect(readLag).toHaveBeenCalledTimes(1);
    nowMs = 6_000;
    expect(await one.isUsable()).toBe(true);
  });

  it('waits half a second at most for a replica that does not answer', async () => {
    jest.useFakeTimers();
    const one = new ReplicaWatch({ readLag: () => new Promise(() => undefined), now: () => nowMs });
    const asking = one.isUsable();
    await jest.advanceTimersByTimeAsync(500);
    expect(await asking).toBe(false);
    jest.useRealTimers();
  });
});
