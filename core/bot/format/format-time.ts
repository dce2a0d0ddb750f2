import type { Language } from '../../i18n/language.ts';

const DAY_MS = 86_400_000;

/** Where and in which language a person reads a moment. */
export interface TimeReader {
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  readonly now: Date;
}

/** `today 14:05`, `вчера 09:30`, `12 Mar 14:05`, in another year `12 Mar 2024, 14:05`. */
export function formatMoment(moment: Date, { language, timeZone, now }: TimeReader): string {
  const time = clock(language, timeZone).format(moment);
  const days = dayNumber(moment, timeZone) - dayNumber(now, timeZone);
  if (Math.abs(days) <= 1) {
    return `${new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day')} ${time}`;
  }
  const isThisYear = yearOf(moment, timeZone) === yearOf(now, timeZone);
  return `${dayFormat(language, timeZone, isThisYear ? undefined : 'numeric').format(moment)}${isThisYear ? ' ' : ', '}${time}`;
}

/** `12 March 2026, 14:05:09 GMT+3`: for what has to be exact. */
export function formatFullMoment(moment: Date, { language, timeZone }: Omit<TimeReader, 'now'>): string {
  return new Intl.DateTimeFormat(locale(language), {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(moment);
}

/** `14:05` of the person's clock. */
export function formatClock(moment: Date, { language, timeZone }: Omit<TimeReader, 'now'>): string {
  return clock(language, timeZone).format(moment);
}

/** @param day `YYYY-MM-DD`, a day of the calendar without a zone. Gives `12 Mar 2026`, `12 мар. 2026 г.`; what is no such day as it is */
export function formatDay(day: string, language: Language): string {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : dayFormat(language, 'UTC', 'numeric').format(date);
}

const AGO_STEPS = [
  { unit: 'second', ms: 1_000, below: 60_000 },
  { unit: 'minute', ms: 60_000, below: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, below: DAY_MS },
  { unit: 'day', ms: DAY_MS, below: 30 * DAY_MS },
  { unit: 'month', ms: 30 * DAY_MS, below: 365 * DAY_MS },
  { unit: 'year', ms: 365 * DAY_MS, below: Infinity },
] as const;

/** `3 min. ago`, `in 2 hr.`, `5 сек. назад`; whole units, rounded down. */
export function formatAgo(moment: Date, now: Date, language: Language): string {
  const sinceMs = now.getTime() - moment.getTime();
  const [seconds] = AGO_STEPS;
  const step = AGO_STEPS.find(({ below }) => Math.abs(sinceMs) < below) ?? seconds;
  const count = Math.floor(Math.abs(sinceMs) / step.ms);
  // Minus zero would say "in 0 seconds" of what has just been.
  return new Intl.RelativeTimeFormat(language, { style: 'short' }).format(
    sinceMs >= 0 ? -count : count,
    step.unit,
  );
}

const DURATION_STEPS = [
  { unit: 'day', ms: DAY_MS },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/** The two largest units: `2 hr 5 min`, `3 дн. 4 ч`; below a second `450 ms`. */
export function formatDuration(durationMs: number, language: Language): string {
  const whole = Math.max(0, Math.round(durationMs));
  if (whole < 1_000) return unitText(whole, 'millisecond', language);
  const first = DURATION_STEPS.findIndex(({ ms }) => whole >= ms);
  let rest = whole;
  const parts: string[] = [];
  for (const { unit, ms } of DURATION_STEPS.slice(first, first + 2)) {
    const count = Math.floor(rest / ms);
    rest -= count * ms;
    if (count > 0) parts.push(unitText(count, unit, language));
  }
  return parts.join(' ');
}

function unitText(
  count: number,
  unit: 'millisecond' | (typeof DURATION_STEPS)[number]['unit'],
  language: Language,
): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}

/** British English: the day stands before the month, the clock has 24 hours. */
function locale(language: Language): string {
  return language === 'en' ? 'en-GB' : 'ru';
}

function clock(language: Language, timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale(language), {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

function dayFormat(language: Language, timeZone: string, year: 'numeric' | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale(language), { timeZone, day: 'numeric', month: 'short', year });
}

/** Days since 1970 by the calendar of that zone. */
function dayNumber(moment: Date, timeZone: string): number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

function yearOf(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric' }).format(moment);
}
