import fc from 'fast-check';
import { fitServiceLine, itemMsAtLargest, type WorkSums } from '../../../core/capacity/service-line.ts';

/** Runs of a program that takes `fixedMs` once and `perItemMs` an item. */
function sumRuns(sizes: readonly number[], fixedMs: number, perItemMs: number): WorkSums {
  const runs = sizes.map((items) => ({ items, ms: fixedMs + perItemMs * items }));
  const sum = (pick: (run: (typeof runs)[number]) => number): number =>
    runs.reduce((total, run) => total + pick(run), 0);
  return {
    runs: runs.length,
    items: sum(({ items }) => items),
    ms: sum(({ ms }) => ms),
    itemsSquared: sum(({ items }) => items ** 2),
    itemsMs: sum(({ items, ms }) => items * ms),
    largestItems: Math.max(0, ...sizes),
  };
}

const sizes = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 50 });
const cost = fc.double({ min: 0.001, max: 100, noNaN: true });

describe('what a run costs', () => {
  it('is found again from sums over runs of different sizes', () => {
    fc.assert(
      fc.property(sizes, cost, cost, (all, fixedMs, perItemMs) => {
        fc.pre(Math.max(...all) > 2 * Math.min(...all));

        const line = fitServiceLine(sumRuns(all, fixedMs, perItemMs));

        expect(line?.perItemMs).toBeCloseTo(perItemMs, 2);
      }),
    );
  });

  it('is laid on the items alone when all runs are of one size', () => {
    const line = fitServiceLine(sumRuns([10, 10, 10], 90, 1));

    expect(line).toEqual({ fixedMs: 0, perItemMs: 10 });
  });

  it('is not known of nothing', () => {
    expect(fitServiceLine(sumRuns([], 1, 1))).toBeUndefined();
    expect(itemMsAtLargest(sumRuns([0, 0], 5, 1))).toBeUndefined();
  });

  it('is never less an item than the line says, nor negative, whatever was measured', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 60_000 })), {
          minLength: 1,
          maxLength: 40,
        }),
        (runs) => {
          const sums: WorkSums = {
            runs: runs.length,
            items: runs.reduce((sum, [items]) => sum + items, 0),
            ms: runs.reduce((sum, [, ms]) => sum + ms, 0),
            itemsSquared: runs.reduce((sum, [items]) => sum + items ** 2, 0),
            itemsMs: runs.reduce((sum, [items, ms]) => sum + items * ms, 0),
            largestItems: Math.max(...runs.map(([items]) => items)),
          };
          const line = fitServiceLine(sums);
          if (line === undefined) return;
          expect(line.fixedMs).toBeGreaterThanOrEqual(0);
          expect(line.perItemMs).toBeGreaterThan(0);
          expect(itemMsAtLargest(sums)).toBeGreaterThanOrEqual(line.perItemMs);
        },
      ),
    );
  });
});
