const DAY_MS = 86_400_000;

/**
 * When a day begins in a time zone. Where the clocks go forward at midnight the day begins when they do.
 * @param day as `2026-03-29`
 * @param timeZone IANA name
 * @returns ms since 1970
 */
export function startOfDayMs(day: string, timeZone: string): number {
  const asUtcMs = Date.parse(`${day}T00:00:00Z`);
  // Of the offsets on either side one is right; both are tried, since clocks may change on this very day.
  const [first, second] = [asUtcMs - DAY_MS, asUtcMs + DAY_MS]
    .map((nearMs) => asUtcMs - offsetMs(nearMs, timeZone))
    .sort((left, right) => left - right);
  if (first === undefined || second === undefined) return asUtcMs;
  return first + offsetMs(first, timeZone) === asUtcMs ? first : second;
}

/** When a day ends: the beginning of the next one. */
export function endOfDayMs(day: string, timeZone: string): number {
  return startOfDayMs(new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10), timeZone);
}

/** The day that it is somewhere, as `2026-03-29`. */
export function dayOf(atMs: number, timeZone: string): string {
  return new Date(atMs + offsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}

function offsetMs(atMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}
