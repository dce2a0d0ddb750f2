import { formatAmount, formatCount, formatPercent } from '../../../../core/bot/format/format-amount.ts';
import { formatBytes } from '../../../../core/bot/format/format-bytes.ts';
import {
  formatAgo,
  formatClock,
  formatDay,
  formatDuration,
  formatFullMoment,
  formatMoment,
} from '../../../../core/bot/format/format-time.ts';

const now = new Date('2026-03-31T11:05:00Z');
const moscow = { language: 'ru', timeZone: 'Europe/Moscow', now } as const;
const newYork = { language: 'en', timeZone: 'America/New_York', now } as const;
/** Intl separates by spaces that do not break. */
const spaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/gu, ' ');

describe('amounts', () => {
  it('keep every digit of a numeric', () => {
    const style = { language: 'en', currency: 'USDT' } as const;
    expect(spaces(formatAmount('123456789012345678901.12345678', style))).toBe(
      '123,456,789,012,345,678,901.12345678 USDT',
    );
    expect(formatAmount('0.1', { language: 'en' })).toBe('0.10');
  });

  it('are grouped, rounded and signed as the language does', () => {
    expect(spaces(formatAmount('-1234.565', { language: 'ru', maxDigits: 2 }))).toBe('-1 234,57');
    expect(formatAmount('5', { language: 'en', hasSign: true })).toBe('+5.00');
    expect(formatAmount('0', { language: 'en', hasSign: true })).toBe('0.00');
    expect(formatAmount('-0.001', { language: 'en', maxDigits: 2 })).toBe('0.00');
  });

  it('stay as they are when they are no decimal number', () => {
    for (const text of ['', 'NaN', '1e5', 'Infinity', '1,5', '0x10', '<b>']) {
      expect(formatAmount(text, { language: 'en' })).toBe(text);
    }
  });

  it('come as percent, counts and sizes too', () => {
    expect(formatPercent('0.01234', 'en', true)).toBe('+1.23%');
    expect(spaces(formatPercent('-0.5', 'ru'))).toBe('-50 %');
    expect(spaces(formatCount(3000, 'ru'))).toBe('3 000');
    expect(formatBytes(20 * 1024 * 1024, 'en')).toBe('20 MB');
    expect(formatBytes(0, 'en')).toBe('0 byte');
  });
});

describe('moments', () => {
  it('are told by the clock and the calendar of the person', () => {
    const justAfterMidnightInMoscow = new Date('2026-03-31T21:30:00Z');
    expect(formatMoment(justAfterMidnightInMoscow, moscow)).toBe('завтра 00:30');
    expect(formatMoment(justAfterMidnightInMoscow, newYork)).toBe('today 17:30');
    expect(formatMoment(new Date('2026-03-30T11:05:00Z'), newYork)).toBe('yesterday 07:05');
    expect(formatMoment(new Date('2026-01-12T12:00:00Z'), newYork)).toBe('12 Jan 07:00');
    expect(spaces(formatMoment(new Date('2024-03-12T21:30:00Z'), moscow))).toBe('13 мар. 2024 г., 00:30');
    expect(formatClock(now, moscow)).toBe('14:05');
    expect(formatFullMoment(now, newYork)).toContain('07:05:00');
    expect(spaces(formatDay('2026-03-12', 'ru'))).toBe('12 мар. 2026 г.');
    expect(formatDay('whenever', 'en')).toBe('whenever');
  });

  it.each([
    [0, '0 sec. ago'],
    [59_999, '59 sec. ago'],
    [185_000, '3 min. ago'],
    [-7_200_000, 'in 2 hr.'],
    [3 * 86_400_000, '3 days ago'],
    [400 * 86_400_000, '1 yr. ago'],
  ])('%d ms before now: %s', (ms, expected) => {
    expect(formatAgo(new Date(now.getTime() - ms), now, 'en')).toBe(expected);
  });

  it.each([
    [450, '450 ms'],
    [61_000, '1 min 1 sec'],
    [7_505_000, '2 hr 5 min'],
    [86_400_000, '1 day'],
    [-5, '0 ms'],
  ])('%d ms last %s', (ms, expected) => {
    expect(formatDuration(ms, 'en')).toBe(expected);
  });
});
