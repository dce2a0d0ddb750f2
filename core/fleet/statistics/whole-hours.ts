import type { Range } from './statistic-range.ts';

/** Fifteen years ago is more than any terminal tells of. */
const EARLIEST = new Date('2012-01-01T00:00:00Z');
/** No zone has changed its minutes and changed them back within a month. */
const STEP_MS = 30 * 86_400_000;

/** Whether the clocks of a time zone differ from UTC by whole hours all through a range: then hours of UTC are hours there. */
export function hasWholeHours(timeZone: string, { from, to }: Range, now: Date): boolean {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const endMs = (to ?? now).getTime();
  for (let ms = Math.max((from ?? EARLIEST).getTime(), EARLIEST.getTime()); ; ms += STEP_MS) {
    const offset = format
      .formatToParts(new Date(Math.min(ms, endMs)))
      .find(({ type }) => type === 'timeZoneName')?.value;
    // `GMT`, `GMT+03:00`
    if (offset === undefined || !/^GMT(?:[+-]\d{2}:00)?$/.test(offset)) return false;
    if (ms >= endMs) return true;
  }
}
