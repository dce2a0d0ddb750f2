import { hasWholeHours } from '../../../core/fleet/statistics/whole-hours.ts';

const NOW = new Date('2026-04-02T10:07:00Z');
const all = { from: null, to: null };

describe('a time zone', () => {
  it.each([
    ['UTC', true],
    ['Europe/Berlin', true],
    ['America/New_York', true],
    ['Asia/Kolkata', false],
    ['Asia/Kathmandu', false],
    // Half an hour in the years before.
    ['Asia/Pyongyang', false],
    ['America/Caracas', false],
  ])('%s has whole hours all the time: %s', (timeZone, expected) => {
    expect(hasWholeHours(timeZone, all, NOW)).toBe(expected);
  });

  it('that has had them for long enough has them for the range', () => {
    expect(hasWholeHours('Asia/Pyongyang', { from: new Date('2026-01-01T00:00:00Z'), to: null }, NOW)).toBe(
      true,
    );
  });
});
