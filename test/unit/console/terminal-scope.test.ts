import { createTerminalScope, SCOPE_AGE_MS } from '../../../console/src/pages/orders/terminal-scope.ts';

function given(...answers: (readonly number[] | Error)[]) {
  const asked: number[] = [];
  let nowMs = 0;
  let changes = 0;
  const scope = createTerminalScope({
    read: () => {
      const answer = answers[asked.length];
      asked.push(nowMs);
      return answer === undefined || answer instanceof Error
        ? Promise.reject(answer ?? new Error('asked too often'))
        : Promise.resolve(new Set(answer));
    },
    onChanged: () => (changes += 1),
    now: () => nowMs,
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    scope,
    asked,
    settle,
    changes: () => changes,
    /** An order comes in so much later. */
    lookAfter: async (ms: number) => {
      nowMs += ms;
      scope.look();
      await settle();
    },
  };
}

describe('the terminals of a group that orders are listed of', () => {
  it('are none until they are known', async () => {
    const { scope, settle, changes } = given([1, 2]);
    expect([...scope.ids()]).toEqual([]);
    await settle();
    expect([...scope.ids()]).toEqual([1, 2]);
    expect(changes()).toBe(0);
  });

  it('are asked for again while orders come in, and a change is told once', async () => {
    const { scope, asked, settle, changes, lookAfter } = given([1], [1, 7], [7, 1]);
    await settle();
    await lookAfter(SCOPE_AGE_MS - 1);
    expect(asked).toEqual([0]);
    await lookAfter(1);
    expect([...scope.ids()]).toEqual([1, 7]);
    expect(changes()).toBe(1);
    await lookAfter(SCOPE_AGE_MS);
    expect(asked).toHaveLength(3);
    expect(changes()).toBe(1);
  });

  it('stay as they were while the API is away', async () => {
    const { scope, settle, changes, lookAfter } = given([1], new Error('away'), [2]);
    await settle();
    await lookAfter(SCOPE_AGE_MS);
    expect([...scope.ids()]).toEqual([1]);
    await lookAfter(SCOPE_AGE_MS);
    expect([...scope.ids()]).toEqual([2]);
    expect(changes()).toBe(1);
  });
});
