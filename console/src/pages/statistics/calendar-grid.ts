/** A day of a calendar as `2026-03-29`; all of this is about names of days, so no time zone has a part in it. */
export type DayName = string;

/** A month as `2026-03`. */
export type MonthName = string;

const DAY_MS = 86_400_000;
const MONDAY = 1;

/** Weeks of a month from Monday to Sunday; null: a day of another month. */
export function calendarWeeks(month: MonthName): (DayName | null)[][] {
  const first = startOf(month);
  const days = daysIn(month);
  const before = (first.getUTCDay() - MONDAY + 7) % 7;
  const cells: (DayName | null)[] = Array.from({ length: before }, () => null);
  for (let day = 1; day <= days; day += 1) cells.push(`${month}-${String(day).padStart(2, '0')}`);
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** @param by how many months later; earlier when negative */
export function shiftMonth(month: MonthName, by: number): MonthName {
  const first = startOf(month);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + by, 1)).toISOString().slice(0, 7);
}

/** First and last day of a month. */
export function monthBounds(month: MonthName): { readonly first: DayName; readonly last: DayName } {
  return { first: `${month}-01`, last: `${month}-${String(daysIn(month)).padStart(2, '0')}` };
}

export function shiftDay(day: DayName, by: number): DayName {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

function daysIn(month: MonthName): number {
  const first = startOf(month);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
}

function startOf(month: MonthName): Date {
  return new Date(`${month}-01T00:00:00Z`);
}
