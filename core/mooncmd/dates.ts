/** Days from 1899-12-30, where Delphi's TDateTime begins, to 1970-01-01. */
const DELPHI_UNIX_EPOCH_DAYS = 25_569;
const SECONDS_PER_DAY = 86_400;
/** Below it a number is Delphi days (year 2173), above it unix seconds (2 January 1970). */
const DELPHI_DAYS_BELOW = 100_000;
const MAX_UNIX_SECONDS = 253_402_300_799; // 9999-12-31
/** Of a terminal's clock, which may show the time of any zone. */
const CLOCK_AHEAD_MS = 24 * 3600 * 1000;

const DAY_MONTH_TIME = /^(\d{1,2})\.(\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,3}))?$/;

/**
 * Reads a date column: unix seconds, or Delphi days when below 100,000.
 * @returns unix seconds as an integer; `null` for 0 (not set), for what is no number, and for what is outside 1970..9999.
 */
export function readUnixSeconds(text: string): number | null {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) return null;
  const seconds =
    value < DELPHI_DAYS_BELOW
      ? Math.round((value - DELPHI_UNIX_EPOCH_DAYS) * SECONDS_PER_DAY)
      : Math.trunc(value);
  return seconds > 0 && seconds <= MAX_UNIX_SECONDS ? seconds : null;
}

/** @returns milliseconds of the epoch for Delphi days, or `null` outside 1970..9999. */
export function readDelphiDays(days: number): number | null {
  if (!Number.isFinite(days)) return null;
  const ms = Math.round((days - DELPHI_UNIX_EPOCH_DAYS) * SECONDS_PER_DAY * 1000);
  return ms > 0 && ms <= MAX_UNIX_SECONDS * 1000 ? ms : null;
}

/** The inverse of `readDelphiDays`. */
export function toDelphiDays(ms: number): number {
  return ms / 1000 / SECONDS_PER_DAY + DELPHI_UNIX_EPOCH_DAYS;
}

/**
 * Reads `DD.MM HH:MM:SS.mmm`, which has no year, as UTC in the newest year in which it had happened when it was received:
 * a line of 31 December read on 1 January is a minute old, not a year ahead.
 *
 * @returns milliseconds of the epoch, or `null` when there is no such day or time.
 */
export function readDayMonthTime(text: string, receivedAtMs: number): number | null {
  const match = DAY_MONTH_TIME.exec(text.trim());
  if (match === null) return null;
  const [day, month, hour, minute, second] = match.slice(1, 6).map(Number);
  if (
    day === undefined ||
    month === undefined ||
    hour === undefined ||
    minute === undefined ||
    second === undefined
  )
    return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const millisecond = Number((match[6] ?? '').padEnd(3, '0'));

  const receivedYear = new Date(receivedAtMs).getUTCFullYear();
  // The newest year in which it has happened already: in January a line of December is of last year. A clock may be ahead.
  for (const year of [receivedYear + 1, receivedYear, receivedYear - 1]) {
    const ms: number = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
    const date: Date = new Date(ms);
    // Date.UTC rolls 30.02 over into March; such a day is not in this year.
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) continue;
    if (ms <= receivedAtMs + CLOCK_AHEAD_MS) return ms;
  }
  return null;
}
