import fc from 'fast-check';
import { type Step, STEPS } from '../../../core/fleet/statistics/series.ts';
import { floorTo, splitRange } from '../../../core/fleet/statistics/split-range.ts';
import type { Range } from '../../../core/fleet/statistics/statistic-range.ts';

const QUARTER_MS = 900_000;
const BEGIN = Date.UTC(2025, 10, 20);
/** Half a year of quarters of an hour. */
const moment = fc.nat(17_520).map((quarters) => new Date(BEGIN + quarters * QUARTER_MS));
const steps = fc.constantFrom<(readonly Step[])[]>(
  [],
  ['quarter'],
  ['day'],
  ['day', 'quarter'],
  ['month', 'day'],
  ['year', 'month', 'day'],
  ['month', 'day', 'hour', 'quarter'],
);

const holds = ({ from, to }: Range, at: Date): boolean =>
  (from === null || at >= from) && (to === null || at < to);

describe('a range', () => {
  it('is covered once, whatever its ends and whatever cells there are, and by cells only up to their own bounds', () => {
    fc.assert(
      fc.property(
        moment,
        moment,
        steps,
        fc.boolean(),
        fc.array(moment, { minLength: 20 }),
        (one, other, given, over, at) => {
          fc.pre(one.getTime() !== other.getTime());
          const [from, to] = one < other ? [one, other] : [other, one];
          const parts = splitRange({ from, to }, given, over);

          for (const sample of [...at, from, to, new Date(from.getTime() - 1), new Date(to.getTime() - 1)]) {
            const covered = parts
              .filter((part) => holds(part, sample))
              .reduce((sum, { sign }) => sum + sign, 0);
            expect(covered).toBe(holds({ from, to }, sample) ? 1 : 0);
          }
          for (const part of parts) {
            expect(Number(part.from)).toBeLessThan(Number(part.to));
            const { source } = part;
            if (source === 'orders') continue;
            for (const end of [part.from, part.to])
              expect(end === null ? null : floorTo(end, source)).toEqual(end);
          }
          // With quarters every range of quarters is made of cells.
          if (given.includes('quarter')) expect(parts.map(({ source }) => source)).not.toContain('orders');
          if (!over) expect(parts.every(({ sign }) => sign === 1)).toBe(true);
        },
      ),
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

  it('behind UTC is a whole month less its first hours', () => {
    const range = { from: new Date('2026-04-01T04:00:00Z'), to: null };

    expect(splitRange(range, ['month', 'day'], true)).toEqual([
      {
        source: 'orders',
        from: new Date('2026-04-01T00:00:00Z'),
        to: new Date('2026-04-01T04:00:00Z'),
        sign: -1,
      },
      { source: 'month', from: new Date('2026-04-01T00:00:00Z'), to: null, sign: 1 },
    ]);
  });

  it('without ends is read by the coarsest step alone', () => {
    expect(splitRange({ from: null, to: null }, STEPS)).toEqual([
      { source: 'year', from: null, to: null, sign: 1 },
    ]);
    expect(
      splitRange({ from: new Date('2026-01-31T23:45:00Z'), to: null }, ['month', 'quarter']).map(
        ({ source }) => source,
      ),
    ).toEqual(['quarter', 'month']);
  });
});
