import { language, locale, timeZone } from '../texts/language.ts';
import { NOTHING } from './amounts.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatWith(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.value} ${timeZone.value} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale.value, { timeZone: timeZone.value, hourCycle: 'h23', ...options });
    formats.set(key, found);
  }
  return found;
}

type Moment = string | number | Date | null | undefined;

function format(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  return moment === null || moment === undefined ? NOTHING : formatWith(options).format(new Date(moment));
}

/** All in the person's time zone. */
export function formatTime(moment: Moment): string {
  return format(moment, { dateStyle: 'medium', timeStyle: 'short' });
}
export function formatDate(moment: Moment): string {
  return format(moment, { dateStyle: 'medium' });
}
/** Short enough for a column: the day without its year, and the clock to the second. */
export function formatShortTime(moment: Moment): string {
  return format(moment, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
export function formatClock(moment: Moment): string {
  return format(moment, { timeStyle: 'medium' });
}
export function formatExactTime(moment: Moment): string {
  return format(moment, { dateStyle: 'medium', timeStyle: 'long' });
}

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** "5 minutes ago". */
export function formatAgo(moment: Moment, now: number = Date.now()): string {
  if (moment === null || moment === undefined) return NOTHING;
  const seconds = Math.round((new Date(moment).getTime() - now) / 1_000);
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(language.value, { numeric: 'auto', style: 'short' }).format(
    Math.round(seconds / size),
    unit,
  );
}

/** "1 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  const parts: [number, string][] = [
    [days, 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
    [seconds % 60, 'second'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return unitText(0, 'second');
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => unitText(count, unit))
    .join(' ');
}

function unitText(count: number, unit: string): string {
  return new Intl.NumberFormat(language.value, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}
