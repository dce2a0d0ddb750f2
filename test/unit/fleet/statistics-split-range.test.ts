import fc from 'fast-check';
import { STEPS } from '../../../core/fleet/statistics/series.ts';
import { floorTo, splitRange } from '../../../core/fleet/statistics/split-range.ts';

const QUARTER_MS = 900_000;
const BEGIN = Date.UTC(2025, 10, 20);
/** Half a year of quarters of an hour. */
const moment = fc.nat(17_520).map((quarters) => new Date(BEGIN + quarters * QUARTER_MS));
const steps = fc.constantFrom(
  [],
  ['quarter'] as const,
  ['day'] as const,
  ['day', 'quarter'] as const,
  ['month', 'day'] as const,
  ['month', 'day', 'quarter'] as const,
);

describe('a range', () => {
  it('is cut into parts that meet, begin and end where their cells do, and leave nothing out', () => {
    fc.assert(
      fc.property(moment, moment, steps, (one, other, given) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        if (from.getTime() === to.getTime()) return;
        const parts = splitRange({ from, to }, given);

        expect(parts[0]?.from).toEqual(from);
        expect(parts.at(-1)?.to).toEqual(to);
        for (const [index, part] of parts.entries()) {
          if (index > 0) expect(part.from).toEqual(parts[index - 1]?.to);
          expect(Number(part.from)).toBeLessThan(Number(part.to));
          const { source } = part;
          if (source === 'orders') continue;
          for (const end of [part.from, part.to])
            expect(end === null ? null : floorTo(end, source)).toEqual(end);
        }
        // With quarters every range of quarters is made of cells.
        if (given.includes('quarter' as never))
          expect(parts.map(({ source }) => source)).not.toContain('orders');
      }),
    );
  });

  it('is read by the month where it fits, and by orders only at ends that no cell has', () => {
    const range = { from: new Date('2026-01-30T22:15:00Z'), to: new Date('2026-04-01T21:00:00Z') };

    expect(
      splitRange(range, ['month', 'day']).map(({ source, from }) => [source, from?.toISOString()]),
    ).toEqual([
      ['orders', '2026-01-30T22:15:00.000Z'],
      ['day', '2026-01-31T00:00:00.000Z'],
      ['month', '2026-02-01T00:00:00.000Z'],
      ['orders', '2026-04-01T00:00:00.000Z'],
    ]);
  });

  it('without ends is read by the coarsest step alone', () => {
    expect(splitRange({ from: null, to: null }, STEPS)).toEqual([{ source: 'month', from: null, to: null }]);
    expect(
      splitRange({ from: new Date('2026-01-31T23:45:00Z'), to: null }, STEPS).map(({ source }) => source),
    ).toEqual(['quarter', 'month']);
  });
});
