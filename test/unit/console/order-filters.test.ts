import { countFilters, readOrderFilters } from '../../../console/src/pages/orders/order-filters.ts';
import { dayOf, endOfDayMs, startOfDayMs } from '../../../console/src/filters/day-bounds.ts';
import {
  ORDER_COLUMNS,
  readColumns,
  toggleColumn,
  USUAL_COLUMNS,
} from '../../../console/src/pages/orders/order-columns.ts';
import { sumOrders } from '../../../console/src/pages/orders/order-sums.ts';
import {
  countStatisticsFilters,
  readStatisticsFilters,
  statisticsPath,
} from '../../../console/src/pages/statistics/statistics-filters.ts';
import { timelineStep } from '../../../console/src/pages/statistics/timeline-step.ts';

describe('filters in the address', () => {
  it('are read with their kinds and counted', () => {
    const filters = readOrderFilters({
      tab: 'closed',
      terminal: '7',
      group: ' Night ',
      symbol: 'XRP',
      money: 'real',
      from: '2026-01-01',
      to: '2026-01-31',
    });
    expect(filters).toMatchObject({ tab: 'closed', terminal: 7, group: 'Night' });
    expect(countFilters(filters)).toBe(6);
  });

  it('that make no sense are left out rather than refused', () => {
    const filters = readOrderFilters({
      tab: 'all',
      terminal: '-1',
      from: '2026-02-30',
      fleet: 'x',
      other: '1',
    });
    expect(filters).toEqual({ tab: 'open', money: 'both' });
    expect(countFilters(filters)).toBe(0);
  });

  it('of statistics turn days that are the wrong way round, and need at least one for a custom period', () => {
    expect(readStatisticsFilters({ period: 'custom', from: '2026-02-01', to: '2026-01-01' })).toMatchObject({
      from: '2026-01-01',
      to: '2026-02-01',
    });
    expect(readStatisticsFilters({ period: 'custom' })).toMatchObject({ period: 'month' });
    expect(readStatisticsFilters({ period: 'year', from: '2026-02-01' }).from).toBeUndefined();
    expect(countStatisticsFilters(readStatisticsFilters({ period: 'year', strategy: 'Alpha,Beta' }))).toBe(2);
  });

  it('of statistics become what the API takes: several names, where a comma in one is no border; an untold currency is empty', () => {
    const filters = readStatisticsFilters({
      strategy: 'A\\, B,Drop 5m, drop 5M',
      money: 'emulator',
      terminal: '5',
    });
    const address = new URL(
      statisticsPath('breakdown', filters, 'Asia/Kathmandu', { by: 'symbol', currency: null }),
      'http://x',
    );
    expect(address.pathname).toBe('/api/statistics/breakdown');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      period: 'month',
      terminalIds: '5',
      strategies: 'A\\, B,Drop 5m',
      emulator: 'true',
      timeZone: 'Asia/Kathmandu',
      currency: '',
      by: 'symbol',
    });
    expect(statisticsPath('', readStatisticsFilters({}), 'UTC')).toBe(
      '/api/statistics?period=month&timeZone=UTC',
    );
  });

  it('decide how fine the profit curve is', () => {
    const custom = (from: string, to?: string) =>
      timelineStep(readStatisticsFilters({ period: 'custom', from, to }), '2026-06-30');
    expect(timelineStep(readStatisticsFilters({ period: 'today' }), '2026-06-30')).toBe('hour');
    expect(custom('2026-06-27', '2026-06-30')).toBe('hour');
    expect(custom('2026-06-26')).toBe('day');
    expect(custom('2010-01-01')).toBe('month');
  });
});

describe('the columns that a person chose', () => {
  it('are kept in the order of the columns, and the last one stays', () => {
    expect(toggleColumn(['openedAt', 'profit'], 'symbol')).toEqual(['openedAt', 'symbol', 'profit']);
    expect(toggleColumn(['profit'], 'profit')).toEqual(['profit']);
    expect(readColumns(JSON.stringify(['profit', 'no-such', 'openedAt']))).toEqual(['openedAt', 'profit']);
  });

  it('are the usual ones when what was kept makes no sense', () => {
    for (const kept of [undefined, '', '{', '{"a":1}', '[]', '["no-such"]', '[1]'])
      expect(readColumns(kept)).toEqual(USUAL_COLUMNS);
    expect(ORDER_COLUMNS).toEqual(expect.arrayContaining([...USUAL_COLUMNS]));
  });
});

describe('days of a time zone', () => {
  it('begin and end where the zone says, on days when the clocks change too', () => {
    const hours = (day: string, timeZone: string) =>
      (endOfDayMs(day, timeZone) - startOfDayMs(day, timeZone)) / 3_600_000;
    expect(new Date(startOfDayMs('2026-01-01', 'Asia/Kathmandu')).toISOString()).toBe(
      '2025-12-31T18:15:00.000Z',
    );
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(hours('2026-03-08', 'America/Los_Angeles')).toBe(23);
  });

  it('begin at one o’clock where the clocks leave midnight out', () => {
    // In Cairo the clocks went from 00:00 to 01:00 on 26 April 2024.
    expect(new Date(startOfDayMs('2024-04-26', 'Africa/Cairo')).toISOString()).toBe(
      '2024-04-25T22:00:00.000Z',
    );
    expect(dayOf(Date.UTC(2024, 3, 25, 21, 59), 'Africa/Cairo')).toBe('2024-04-25');
    expect(dayOf(Date.UTC(2024, 3, 25, 22, 0), 'Africa/Cairo')).toBe('2024-04-26');
  });
});

describe('sums of what is shown', () => {
  const order = {
    terminalId: 1,
    terminalName: 'a',
    orderId: '1',
    symbol: 'XRP',
    status: 'Closed',
    isShort: false,
    isEmulator: false,
    leverage: null,
    quantity: null,
    buyPrice: null,
    sellPrice: null,
    spent: '0.1',
    profit: '0.2',
    profitPercent: null,
    currency: 'USDT',
    strategy: null,
    sellReason: null,
    openedAt: '2026-01-01T00:00:00.000Z',
    closedAt: null,
  } as const;

  it('are exact, each currency apart and the emulator apart, real money first', () => {
    const sums = sumOrders([
      { ...order, isEmulator: true, profit: '1000' },
      { ...order, profit: '0.1' },
      order,
      { ...order, currency: null, profit: null, spent: null },
    ]);
    expect(sums).toEqual([
      { currency: 'USDT', isEmulator: false, orders: 2, spent: '0.2', profit: '0.3' },
      { currency: null, isEmulator: false, orders: 1, spent: '0', profit: '0' },
      { currency: 'USDT', isEmulator: true, orders: 1, spent: '0.1', profit: '1000' },
    ]);
  });
});
