import fc from 'fast-check';
import { planCurve } from '../../../core/fleet/balances/balance-history.ts';
import { MAX_POINTS, presentChart } from '../../../core/fleet/charts/present-chart.ts';
import { thinSeries } from '../../../core/fleet/charts/thin-series.ts';
import { buildChart } from '../../../core/mooncmd/build-chart.ts';
import { readChart } from '../../../core/mooncmd/chart.ts';

describe('a long series', () => {
  it('keeps its order, its highest and its lowest point, whatever it is thinned to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 2, max: 100 }),
        (values, max) => {
          const points = values.map((value, index) => ({ value, index }));

          const kept = thinSeries(points, max, ({ value }) => value);

          expect(kept.length).toBeLessThanOrEqual(Math.max(max, Math.min(values.length, max)));
          expect(Math.max(...kept.map(({ value }) => value))).toBe(Math.max(...values));
          expect(Math.min(...kept.map(({ value }) => value))).toBe(Math.min(...values));
          const places = kept.map(({ index }) => index);
          expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
        },
      ),
    );
  });
});

describe('a chart', () => {
  it('is bars put together so that no volume and no extreme is lost', () => {
    const count = MAX_POINTS * 3 + 1;
    const bars = Array.from({ length: count }, (_, n) => ({
      timeMs: 1_764_800_000_000 + n * 1_000,
      count: 1,
      min: n === 500 ? 0.5 : 1,
      max: n === 501 ? 9 : 2,
      buyVolume: 2,
      sellVolume: 3,
    }));
    const body = buildChart({ marketName: 'm', marketCurrency: 'c', startAtMs: 1, endAtMs: 2, bars });

    const { bars: shown, counts } = presentChart(readChart(body));

    expect(counts.bars).toBe(count);
    expect(shown.timesMs.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(shown.counts.reduce((sum, one) => sum + one, 0)).toBe(count);
    expect(shown.buyVolumes.reduce((sum, one) => sum + one, 0)).toBe(count * 2);
    expect([Math.min(...shown.lows), Math.max(...shown.highs)]).toEqual([0.5, 9]);
  });

  it('has no number that JSON cannot tell', () => {
    const body = buildChart({
      marketName: 'm',
      marketCurrency: 'c',
      startAtMs: 1_764_800_000_000,
      endAtMs: 1_764_800_000_001,
      stats: Array.from({ length: 11 }, () => Number.POSITIVE_INFINITY),
      history: [{ timeMs: 1_764_800_000_000, price: Number.NaN }],
    });

    const { stats, history } = presentChart(readChart(body));

    expect(stats.delta1m).toBeNull();
    expect(history).toEqual({ timesMs: [], prices: [] });
  });
});

describe('a balance curve', () => {
  const DAY_S = 86_400;

  it.each([
    [1, DAY_S, undefined, { stepS: 60, isSampled: false }],
    [1, DAY_S, 3_600, { stepS: 3_600, isSampled: false }],
    [100, DAY_S, undefined, { stepS: 60, isSampled: false }],
    [3_000, DAY_S, undefined, { stepS: 1_800, isSampled: true }],
    [10_000, DAY_S, undefined, { stepS: 7_200, isSampled: true }],
    [10_000, 365 * DAY_S, undefined, { stepS: 7 * DAY_S, isSampled: true }],
    [1, 365 * DAY_S, 60, { stepS: 21_600, isSampled: true }],
  ])(
    'of %d terminals over %d s, of at least %s s a step, is read so: %j',
    (terminals, spanS, wanted, plan) => {
      expect(planCurve(spanS, terminals, wanted)).toEqual(plan);
    },
  );
});
