import fc from 'fast-check';
import {
  calendarWeeks,
  monthBounds,
  shiftDay,
  shiftMonth,
} from '../../../console/src/pages/statistics/calendar-grid.ts';
import { HEAT_STEPS, heatStep } from '../../../console/src/pages/statistics/heat-scale.ts';
import { alignSeries } from '../../../console/src/parts/align-series.ts';
import { compareAmounts } from '../../../console/src/pages/statistics/compare-results.ts';
import { heatCells, heatValue } from '../../../console/src/pages/statistics/heat-cells.ts';
import { profitSeries } from '../../../console/src/pages/statistics/profit-series.ts';
import { collectExport, countRows, type ExportPart } from '../../../console/src/export/collect-export.ts';

describe('the calendar of a month', () => {
  it('has weeks from Monday to Sunday and leaves other months empty', () => {
    const weeks = calendarWeeks('2026-03');
    expect(weeks).toHaveLength(6);
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-03-01']);
    expect(weeks[5]?.slice(0, 3)).toEqual(['2026-03-30', '2026-03-31', null]);
  });

  it('knows leap years and turns of the year', () => {
    expect(monthBounds('2028-02')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
    expect(shiftMonth('2025-12', 1)).toBe('2026-01');
    expect(shiftDay('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('holds each day of any month exactly once, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1990, max: 2090 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const name = `${year}-${String(month).padStart(2, '0')}`;
        const days = calendarWeeks(name)
          .flat()
          .filter((day) => day !== null);
        expect(days).toHaveLength(new Date(Date.UTC(year, month, 0)).getUTCDate());
        expect([...days].sort()).toEqual(days);
        expect(calendarWeeks(name).every((week) => week.length === 7)).toBe(true);
      }),
    );
  });
});

describe('colours of the heat map', () => {
  it('show profit and loss on their own sides, the largest as the strongest, and nothing as nothing', () => {
    expect(heatStep(100, 100)).toBe(HEAT_STEPS);
    expect(heatStep(-100, 100)).toBe(-HEAT_STEPS);
    expect(heatStep(0.001, 100)).toBe(1);
    expect(heatStep(0, 100)).toBe(0);
    expect(heatStep(0, 0)).toBe(0);
  });

  it('never get weaker for a larger figure', () => {
    const figure = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(figure, figure, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(heatStep(less, 1000)).toBeLessThanOrEqual(heatStep(more, 1000));
      }),
    );
  });
});

describe('an export in parts', () => {
  const parts: ExportPart[] = [
    { text: 'id,note\r\n1,"a\r\nb"\r\n', nextCursor: 'two' },
    { text: '2,c\r\n', nextCursor: 'three' },
    { text: '3,d\r\n', nextCursor: null },
  ];

  it('becomes one file that spreadsheets read as UTF-8, and tells how far it is', async () => {
    const asked: (string | undefined)[] = [];
    const rows: number[] = [];
    const texts = await collectExport(
      (cursor) => {
        asked.push(cursor);
        const part = parts[asked.length - 1];
        return part === undefined ? Promise.reject(new Error('no such part')) : Promise.resolve(part);
      },
      (count) => rows.push(count),
    );
    expect(texts.join('')).toBe('\uFEFFid,note\r\n1,"a\r\nb"\r\n2,c\r\n3,d\r\n');
    expect(asked).toEqual([undefined, 'two', 'three']);
    expect(rows).toEqual([1, 2, 3]);
  });

  it('counts rows, not lines', () => {
    expect(countRows('a,"x\n""y""\nz"\r\nb,c\r\n')).toBe(2);
  });
});

describe('the profit curve', () => {
  const points = [
    { at: '2026-01-02T00:00:00.000Z', orders: 2, profit: '1.5', runningProfit: '1.5' },
    { at: '2026-01-03T00:00:00.000Z', orders: 1, profit: '-2', runningProfit: '-0.5' },
  ];
  const later = { at: '2026-01-10T00:00:00.000Z', orders: 1, profit: '1', runningProfit: '0.5' };

  it('begins with nothing at the beginning of the range, with gains and losses apart', () => {
    expect(profitSeries(points, '2026-01-01T00:00:00.000Z', 'day')).toEqual({
      x: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 3)],
      running: [0, 1.5, -0.5],
      gains: [null, 1.5, null],
      losses: [null, null, -2],
    });
  });

  it('stays level over days without an order', () => {
    const { x, running, gains } = profitSeries([...points, later], null, 'day');
    expect(x.slice(2)).toEqual([Date.UTC(2026, 0, 9), Date.UTC(2026, 0, 10)]);
    expect(running).toEqual([1.5, -0.5, -0.5, 0.5]);
    expect(gains).toEqual([1.5, null, null, 1]);
  });

  it('begins with its first step where the range begins there, or has no beginning', () => {
    expect(profitSeries(points, null, 'day').running).toEqual([1.5, -0.5]);
    expect(profitSeries(points, '2026-01-02T00:00:00.000Z', 'day').running).toEqual([1.5, -0.5]);
    expect(profitSeries([], '2026-01-01T00:00:00.000Z', 'day').x).toEqual([]);
  });
});

describe('a comparison with the period before', () => {
  it('is exact, and tells no share of nothing or of a loss', () => {
    expect(compareAmounts('0.3', '0.1')).toEqual({ difference: '0.2', share: 2 });
    expect(compareAmounts(5, 10)).toEqual({ difference: '-5', share: -0.5 });
    expect(compareAmounts('1', '0').share).toBeNull();
    expect(compareAmounts('1', '-4')).toEqual({ difference: '5', share: null });
  });
});

describe('cells of the heat map', () => {
  const result = { orders: 3, profit: '-1.5', winRate: 40 };

  it('stand at their day and hour, Monday first, and what is out of the week is left out', () => {
    const cells = heatCells([
      { weekday: 1, hour: 0, result },
      { weekday: 7, hour: 23, result },
      { weekday: 8, hour: 1, result },
      { hour: 1, result },
    ]);
    expect(cells).toHaveLength(7);
    expect(cells[0]?.[0]).toBe(result);
    expect(cells[6]?.[23]).toBe(result);
    expect(cells.flat().filter((cell) => cell !== undefined)).toHaveLength(2);
  });

  it('measure profit, orders, or how far wins are from one in two', () => {
    expect(heatValue(result, 'profit')).toBe(-1.5);
    expect(heatValue(result, 'orders')).toBe(3);
    expect(heatValue(result, 'winRate')).toBe(-10);
  });
});

describe('series of different moments on one axis', () => {
  it('keep their own values, and a carried one holds until its next and ends with its last', () => {
    const price = { timesMs: [1, 3, 5], values: [10, 12, 11] };
    const buys = { timesMs: [2, 3, 9], values: [20, 21, 22] };
    expect(alignSeries([price, buys], new Set([0]))).toEqual({
      timesMs: [1, 2, 3, 5, 9],
      columns: [
        [10, 10, 12, 11, null],
        [null, 20, 21, null, 22],
      ],
    });
  });
});
