import { findSustainedRate } from '../../../bench/load/find-sustained-rate.ts';

function limitedTo(limitPerS: number): (ratePerS: number) => Promise<{ holds: boolean; result: number }> {
  return (ratePerS) => Promise.resolve({ holds: ratePerS <= limitPerS, result: ratePerS });
}

describe('the search for the sustained rate', () => {
  it.each([
    ['above its start', 41_000],
    ['below its start', 3_300],
    ['at its start', 16_000],
  ])('finds a limit %s to the tolerance', async (_, limitPerS) => {
    const found = await findSustainedRate(limitedTo(limitPerS), {
      startPerS: 16_000,
      tolerance: 1.05,
      maxProbes: 20,
    });

    expect(found.ratePerS).toBeLessThanOrEqual(limitPerS);
    expect(found.ratePerS).toBeGreaterThan(limitPerS / 1.05);
    expect(found.best).toBe(found.ratePerS);
  });

  it('stops after its probes and tells the best so far', async () => {
    const found = await findSustainedRate(limitedTo(1e9), {
      startPerS: 1_000,
      tolerance: 1.01,
      maxProbes: 3,
    });

    expect(found.probes.map(({ ratePerS }) => ratePerS)).toEqual([1_000, 1_500, 2_250]);
    expect(found.ratePerS).toBe(2_250);
  });

  it('says 0 when no rate holds', async () => {
    const found = await findSustainedRate(limitedTo(0), { startPerS: 1_000, tolerance: 1.05, maxProbes: 4 });

    expect(found).toMatchObject({ ratePerS: 0, best: undefined });
  });
});
