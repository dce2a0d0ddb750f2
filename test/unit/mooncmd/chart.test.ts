import fc from 'fast-check';
import { buildChart, type ChartInput } from '../../../core/mooncmd/build-chart.ts';
import { CHART_SIZES, readChart, readChartSummary } from '../../../core/mooncmd/chart.ts';
import { UnreadableError } from '../../../core/mooncmd/unreadable.ts';

const timeMs = fc.integer({ min: 1, max: 4_000_000_000_000 });
const price = fc.double({ noNaN: true, noDefaultInfinity: true });
const point = fc.record({ timeMs, price });
const order = fc.record({
  text: fc.stringMatching(/^[ -~]{0,40}$/),
  meanPrice: price,
  createdAtMs: timeMs,
  openedAtMs: timeMs,
  closedAtMs: timeMs,
});
const bar = fc.record({
  timeMs,
  count: fc.integer({ min: 0, max: 1_000_000 }),
  min: price,
  max: price,
  buyVolume: price,
  sellVolume: price,
});
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const anyChart: fc.Arbitrary<Required<ChartInput>> = fc.record({
  marketName: text,
  marketCurrency: text,
  pumpChannel: text,
  bnMarketName: text,
  startAtMs: timeMs,
  endAtMs: timeMs,
  history: fc.array(point),
  orders: fc.array(order, { maxLength: 5 }),
  trades: fc.array(point),
  stats: fc.array(price, { minLength: 11, maxLength: 11 }),
  isMoonShot: fc.boolean(),
  sessionProfit: fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
  closest: fc.array(point),
  bars: fc.array(bar),
});

const small: ChartInput = {
  marketName: 'USDT-XRP',
  marketCurrency: 'USDT',
  pumpChannel: 'Alpha',
  startAtMs: 1_764_800_000_000,
  endAtMs: 1_764_800_420_000,
  trades: [{ timeMs: 1_764_800_001_000, price: -2.1 }],
  sessionProfit: 3.4,
};

/** Where the count of the history stands: version, four strings, two times. */
const HISTORY_COUNT_AT = 2 + 4 * 2 + 'USDT-XRP'.length + 'USDT'.length + 'Alpha'.length + 16;

function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof UnreadableError) return error.reason;
    throw error;
  }
  return 'read';
}

describe('charts', () => {
  it('reads back any chart that was built', () => {
    fc.assert(
      fc.property(anyChart, (input) => {
        const { stats, isMoonShot, sessionProfit, ...rest } = input;
        const body = buildChart(input);
        const chart = readChart(body);

        expect(chart).toMatchObject({ version: 30, ...rest });
        expect(Object.values(chart.stats)).toEqual([...stats, isMoonShot, sessionProfit]);
        expect(readChartSummary(body)).toMatchObject({
          marketName: input.marketName,
          historyCount: input.history.length,
          orderCount: input.orders.length,
          tradeCount: input.trades.length,
          closestCount: input.closest.length,
          barCount: input.bars.length,
        });
      }),
    );
  });

  it('uses the sizes that terminals send: 16, 73, 97 and 44 bytes', () => {
    const empty = buildChart(small).length;
    const at = { timeMs: 1, price: 1 };
    const more = buildChart({
      ...small,
      history: [at],
      orders: [{ text: 'a', meanPrice: 1, createdAtMs: 1, openedAtMs: 1, closedAtMs: 1 }],
      bars: [{ timeMs: 1, count: 1, min: 1, max: 1, buyVolume: 1, sellVolume: 1 }],
    }).length;

    expect(more - empty).toBe(16 + 73 + 44);
    expect(empty).toBe(HISTORY_COUNT_AT + 5 * 4 + 16 + 97);
    expect(CHART_SIZES).toMatchObject({ point: 16, order: 73, stats: 97, bar: 44 });
  });

  it('tells the session profit as decimal text', () => {
    expect(readChartSummary(buildChart(small)).sessionProfit).toBe('3.4');
    expect(readChartSummary(buildChart({ ...small, sessionProfit: -1e-7 })).sessionProfit).toBe('-0.0000001');
    expect(readChartSummary(buildChart({ ...small, sessionProfit: Number.NaN })).sessionProfit).toBeNull();
  });

  it('reads the text of an order as cp1251', () => {
    const body = buildChart({
      ...small,
      orders: [{ text: 'xxxx', meanPrice: 1, createdAtMs: 1, openedAtMs: 1, closedAtMs: 1 }],
    });
    body.set([0xd2, 0xe5, 0xf1, 0xf2], HISTORY_COUNT_AT + 4 + 4 + 1);

    expect(readChart(body).orders[0]?.text).toBe('Тест');
  });

  it.each([1, 1_000, 0x7fffffff])('refuses a count of %d that the bytes cannot hold', (count) => {
    const body = buildChart({ ...small, trades: [] }).subarray(0, HISTORY_COUNT_AT + 4);
    body.writeInt32LE(count, HISTORY_COUNT_AT);

    expect(reasonOf(() => readChartSummary(body))).toBe('forged_count');
    expect(reasonOf(() => readChart(body))).toBe('forged_count');
  });

  it('takes a negative count for an empty list, as the panel does', () => {
    const body = buildChart(small);
    body.writeInt32LE(-1, HISTORY_COUNT_AT);

    expect(readChart(body)).toMatchObject({ history: [], trades: [{ price: -2.1 }] });
  });

  it('refuses a chart that is cut anywhere, and reads one that is longer', () => {
    const body = buildChart(small);

    for (let length = 0; length < body.length; length += 1) {
      expect(['chart_cut', 'forged_count']).toContain(
        reasonOf(() => readChartSummary(body.subarray(0, length))),
      );
    }
    expect(readChartSummary(Buffer.concat([body, Buffer.alloc(9)])).tradeCount).toBe(1);
  });
});
