import {
  readDayMonthTime,
  readDelphiDays,
  readUnixSeconds,
  toDelphiDays,
} from '../../../core/mooncmd/dates.ts';

describe('readUnixSeconds', () => {
  it.each([
    ['1764800000', 1_764_800_000],
    ['1764800000.9', 1_764_800_000],
    ['45995.5', 1_764_849_600],
    ['99999', 6_430_752_000],
  ])('reads %s as %d', (text, seconds) => {
    expect(readUnixSeconds(text)).toBe(seconds);
  });

  it.each(['0', '', ' ', '-5', 'abc', '1e400', '1764800000000', '12'])('takes %j for not set', (text) => {
    expect(readUnixSeconds(text)).toBeNull();
  });
});

describe('readDelphiDays', () => {
  it('reads back what toDelphiDays makes, to the millisecond', () => {
    for (const ms of [1_764_800_000_123, 1, 946_684_800_000])
      expect(readDelphiDays(toDelphiDays(ms))).toBe(ms);
  });

  it.each([Number.NaN, Infinity, -1, 0, 1e300])('refuses %d', (days) => {
    expect(readDelphiDays(days)).toBeNull();
  });
});

describe('readDayMonthTime', () => {
  const newYear = Date.UTC(2026, 0, 1, 0, 1);

  it('puts a line of the same day into the same year', () => {
    expect(readDayMonthTime('04.12 10:02:11.427', Date.UTC(2025, 11, 4, 10, 3))).toBe(
      Date.UTC(2025, 11, 4, 10, 2, 11, 427),
    );
  });

  it('puts a line of December that comes in January into the old year', () => {
    expect(readDayMonthTime('31.12 23:59:59.900', newYear)).toBe(Date.UTC(2025, 11, 31, 23, 59, 59, 900));
  });

  it('puts a line of January that comes in December, from a clock ahead, into the new year', () => {
    expect(readDayMonthTime('01.01 00:00:05', Date.UTC(2025, 11, 31, 23, 59))).toBe(
      Date.UTC(2026, 0, 1, 0, 0, 5),
    );
  });

  it('finds 29 February only in a year that has one', () => {
    expect(readDayMonthTime('29.02 12:00:00', Date.UTC(2025, 0, 1))).toBe(Date.UTC(2024, 1, 29, 12));
    expect(readDayMonthTime('29.02 12:00:00', Date.UTC(2026, 5, 1))).toBeNull();
  });

  it('reads a short fraction as tenths', () => {
    expect(readDayMonthTime('01.01 00:00:00.5', newYear)).toBe(Date.UTC(2026, 0, 1, 0, 0, 0, 500));
  });

  it.each([
    '30.02 10:00:00',
    '00.01 10:00:00',
    '01.13 10:00:00',
    '01.01 24:00:00',
    '01.01 10:60:00',
    'yesterday',
    '',
  ])('refuses %j', (text) => {
    expect(readDayMonthTime(text, newYear)).toBeNull();
  });
});
