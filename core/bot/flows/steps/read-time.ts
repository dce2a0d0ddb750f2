import type { PlatformKey } from '../../i18n/platform-texts.ts';
import type { Translate } from '../../turn.ts';
import { answer, problem, type Reading } from './reading.ts';

const TIME = /^(?<hour>\d{1,2})(?:[:.\- ](?<minute>\d{2}))?\s*(?<half>[ap])?\.?(?:m\.?)?$/u;

/** The answer is `HH:MM`. `9`, `9:05`, `09.05` and `9:05 pm` are read too. */
export function readTime(text: string, words: Translate<PlatformKey>): Reading {
  const time = parseTime(text);
  return time === undefined ? problem(words('flow.timeUnreadable')) : answer(time);
}

export function parseTime(text: string): string | undefined {
  const { hour, minute = '0', half } = TIME.exec(text.trim().toLowerCase())?.groups ?? {};
  if (hour === undefined) return undefined;
  let hours = Number(hour);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return undefined;
    hours = (hours % 12) + (half === 'p' ? 12 : 0);
  }
  const minutes = Number(minute);
  if (hours > 23 || minutes > 59) return undefined;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
