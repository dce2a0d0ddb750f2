import fc from 'fast-check';
import { findTimeZones } from '../../../../core/bot/format/find-time-zones.ts';
import {
  isTimeZone,
  offsetLabel,
  offsetMinutes,
  timeZoneLabel,
} from '../../../../core/bot/format/time-zone.ts';

const summer = new Date('2026-07-01T12:00:00Z');
const winter = new Date('2026-01-01T12:00:00Z');

describe('finding a time zone', () => {
  it.each([
    ['москва', 'Europe/Moscow'],
    ['Berlin', 'Europe/Berlin'],
    ['  new   york ', 'America/New_York'],
    ['New_York', 'America/New_York'],
    ['питер', 'Europe/Moscow'],
    ['Пермь', 'Asia/Yekaterinburg'],
    ['Казахстан', 'Asia/Almaty'],
    ['germany', 'Europe/Berlin'],
    ['США', 'America/New_York'],
    ['Орёл', undefined],
    ['utc', 'UTC'],
    ['Europe/Paris', 'Europe/Paris'],
    ['+3', 'Europe/Moscow'],
    ['UTC+5:30', 'Asia/Calcutta'],
    ['мск+2', 'Asia/Yekaterinburg'],
    ['', undefined],
    ['qqqq', undefined],
  ])('%s leads to %s', (typed, zone) => {
    expect(findTimeZones(typed, { now: summer })[0]).toBe(zone);
  });

  it('knows summer time', () => {
    expect(findTimeZones('+2', { now: summer, limit: 100 })).toContain('Europe/Berlin');
    expect(findTimeZones('+2', { now: winter, limit: 100 })).not.toContain('Europe/Berlin');
  });

  it('gives only zones that exist, each once, and no more than asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('a', 'europe', '+1', 'но')), (typed) => {
        const zones = findTimeZones(typed, { now: summer, limit: 5 });
        expect(zones.length).toBeLessThanOrEqual(5);
        expect(new Set(zones).size).toBe(zones.length);
        for (const zone of zones) expect(isTimeZone(zone)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('takes names of zones and nothing else for a zone', () => {
    for (const zone of ['UTC', 'Europe/Kiev', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires']) {
      expect(isTimeZone(zone)).toBe(true);
    }
    for (const zone of ['', '+03:00', 'Europe/Nowhere', 'x'.repeat(1000), '../etc/passwd']) {
      expect(isTimeZone(zone)).toBe(false);
    }
  });

  it('labels a zone by its city and offset', () => {
    expect(timeZoneLabel('Europe/Moscow', 'ru', summer)).toBe('Москва (UTC+3)');
    expect(timeZoneLabel('America/New_York', 'en', summer)).toBe('New York (UTC−4)');
    expect(offsetLabel(0)).toBe('UTC');
    expect(offsetLabel(-210)).toBe('UTC−3:30');
    expect(offsetMinutes('Asia/Calcutta', winter)).toBe(330);
  });
});
