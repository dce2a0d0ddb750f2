import { type OpenLoopClock, sendOpenLoop } from '../../../bench/load/open-loop.ts';

/** A clock that moves only while somebody waits, and by `stallMs` at the given wait. */
function virtualClock(stallAtWait = -1, stallMs = 0): OpenLoopClock & { readonly waits: boolean[] } {
  let nowMs = 100;
  const waits: boolean[] = [];
  return {
    waits,
    nowMs: () => nowMs,
    wait: (isBehind) => {
      nowMs += waits.length === stallAtWait ? stallMs : isBehind ? 0.01 : 1;
      waits.push(isBehind);
      return Promise.resolve();
    },
  };
}

describe('the open-loop schedule', () => {
  it('sends every datagram once, in order, at the rate', async () => {
    const sent: number[] = [];

    const result = await sendOpenLoop(3_000, 1_000, (n) => sent.push(n), virtualClock());

    expect(sent).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
    expect(result.sent).toBe(3_000);
    expect(result.achievedPerS).toBeCloseTo(1_000, -1);
    expect(result.worstLatenessMs).toBeLessThanOrEqual(1);
  });

  it('sends at once what a stall has made late, and tells how late', async () => {
    const sentAt: number[] = [];
    const clock = virtualClock(10, 200);

    const result = await sendOpenLoop(1_000, 1_000, () => sentAt.push(clock.nowMs()), clock);

    expect(result.worstLatenessMs).toBeGreaterThan(190);
    expect(sentAt.filter((ms) => ms === sentAt[50])).toHaveLength(200);
    expect(result.achievedPerS).toBeCloseTo(1_000, -1);
  });

  it('reports a lower rate when sending itself takes too long', async () => {
    let nowMs = 0;
    const clock = { nowMs: () => nowMs, wait: () => Promise.resolve() };

    const result = await sendOpenLoop(100, 1_000, () => (nowMs += 4), clock);

    expect(result.achievedPerS).toBeCloseTo(250, -1);
  });
});
