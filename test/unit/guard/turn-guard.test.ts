import { PERSON_ALLOWANCES } from '../../../core/guard/allowances.ts';
import { openPacing } from '../../../core/guard/pacing.ts';
import { openTurnGuard } from '../../../core/guard/turn-guard.ts';
import { type Valkey, ValkeyAwayError } from '../../../core/cache/valkey.ts';

const away: Valkey = { ask: () => Promise.reject(new ValkeyAwayError('away')), close: () => undefined };
/** A server that answers, but nothing that makes sense. */
const odd: Valkey = {
  ask: (work) =>
    work({
      isOpen: true,
      get: () => Promise.resolve(null),
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(),
      run: () => Promise.resolve('odd'),
      close: () => undefined,
    }),
  close: () => undefined,
};

describe('openTurnGuard', () => {
  afterEach(() => jest.useRealTimers());

  it.each([
    ['without a server', undefined],
    ['while the server is away', away],
  ])("takes the guides' 60 a minute of a person at a bot %s", async (_, valkey) => {
    jest.useFakeTimers();
    const guard = openTurnGuard({ valkey, stage: 'test' });
    const { points, perSeconds } = PERSON_ALLOWANCES.updates;
    for (let at = 0; at < 60; at += 1)
      expect(await guard.take('updates:fleet:1', points, perSeconds)).toEqual({ ok: true });

    jest.advanceTimersByTime(20_500);
    expect(await guard.take('updates:fleet:1', points, perSeconds)).toEqual({
      ok: false,
      retryAfterSeconds: 40,
    });
    expect(await guard.take('updates:fleet:2', points, perSeconds)).toEqual({ ok: true });
    expect(await guard.take('updates:digest:1', points, perSeconds)).toEqual({ ok: true });

    jest.advanceTimersByTime(39_500);
    expect(await guard.take('updates:fleet:1', points, perSeconds)).toEqual({ ok: true });
  });

  it('counts each pair of figures by itself', async () => {
    const guard = openTurnGuard({ valkey: undefined, stage: 'test' });
    expect(await guard.take('a', 1, 60)).toEqual({ ok: true });
    expect(await guard.take('a', 2, 60)).toEqual({ ok: true });
    expect(await guard.take('a', 1, 60)).toMatchObject({ ok: false });
  });
});

describe('openPacing', () => {
  it.each([
    ['without a server', undefined],
    ['while the server is away', away],
    ['when the server answers nonsense', odd],
  ])('keeps the pace of the process %s', async (_, valkey) => {
    let nowMs = 0;
    const pacing = openPacing({ valkey, stage: 'test', now: () => nowMs });
    const waits: number[] = [];
    for (let chat = 0; chat < 31; chat += 1) waits.push(await pacing.pace('fleet', chat, false));
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(30);
    expect(waits[30]).toBe(1_000);
    expect(await pacing.pace('digest', 1, false)).toBe(0);

    nowMs = 1_000;
    expect(await pacing.pace('fleet', 1, false)).toBe(0);
    expect(await pacing.pace('fleet', 1, false)).toBe(1_000);
  });
});
