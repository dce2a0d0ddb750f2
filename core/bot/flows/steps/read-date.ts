import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Language, Translate } from '../../turn.ts';
import { answer, problem, type Reading } from './reading.ts';

const YEAR_FIRST = /^(?<year>\d{4})[-./](?<month>\d{1,2})[-./](?<day>\d{1,2})$/u;
const DAY_FIRST = /^(?<day>\d{1,2})[-.](?<month>\d{1,2})[-.](?<year>\d{4})$/u;
const SLASHES = /^(?<first>\d{1,2})\/(?<second>\d{1,2})\/(?<year>\d{4})$/u;
const MIN_YEAR = 1900;
const MAX_YEAR = 2199;

/** Words that stand for a day, in both languages whatever the person's is. */
const DAYS_FROM_TODAY: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['сегодня', 0],
  ['tomorrow', 1],
  ['завтра', 1],
  ['yesterday', -1],
  ['вчера', -1],
]);

export interface DateReader {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
  readonly words: Translate<PlatformKey>;
}

/** The answer is `YYYY-MM-DD`. `03/31/2026` is read as the language reads it: in English the month stands first. */
export function readDate(text: string, { language, timeZone, now, words }: DateReader): Reading {
  const written = text.trim().toLowerCase();
  const fromToday = DAYS_FROM_TODAY.get(written);
  if (fromToday !== undefined) return answer(dayFrom(now, timeZone, fromToday));
  const parts = dateParts(written, language);
  if (parts === undefined) return problem(words('flow.dateUnreadable'));
  const date = realDate(parts);
  return date === undefined ? problem(words('flow.dateUnreal')) : answer(date);
}

/** @returns `YYYY-MM-DD` of the day that the person has, and `days` later */
export function dayFrom(now: Date, timeZone: string, days: number): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateParts(written: string, language: Language): DateParts | undefined {
  const { groups } = YEAR_FIRST.exec(written) ?? DAY_FIRST.exec(written) ?? SLASHES.exec(written) ?? {};
  if (groups === undefined) return undefined;
  const { year, month, day, first, second } = groups;
  const isMonthFirst = language === 'en';
  return {
    year: Number(year),
    month: Number(month ?? (isMonthFirst ? first : second)),
    day: Number(day ?? (isMonthFirst ? second : first)),
  };
}

/** @returns undefined for the 31st of a month that has none */
function realDate({ year, month, day }: DateParts): string | undefined {
  if (year < MIN_YEAR || year > MAX_YEAR) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}
