import { locale, timeZone } from '../texts/language.ts';

const ALONE_TIME_S = 1_800;

/**
 * What the axis spans around a single moment: half an hour on both sides, where uPlot would show years. Undefined: there is another number of
 * them, and they span it themselves.
 * @param x in seconds, where it is time
 */
export function spanOf(
  x: ArrayLike<number>,
  isTime: boolean,
): { readonly min: number; readonly max: number } | undefined {
  const [only] = x.length === 1 ? [x[0]] : [];
  const aside = isTime ? ALONE_TIME_S : 1;
  return only === undefined ? undefined : { min: only - aside, max: only + aside };
}

const MINUTE_S = 60;
const DAY_S = 86_400;

/** As many words as the distance of the marks needs. */
export function timeLabels(splits: readonly number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  const clock = step < DAY_S;
  const formats = {
    day: new Intl.DateTimeFormat(locale.peek(), {
      timeZone: timeZone.peek(),
      day: 'numeric',
      month: 'short',
    }),
    clock: new Intl.DateTimeFormat(locale.peek(), {
      hourCycle: 'h23',
      timeZone: timeZone.peek(),
      hour: '2-digit',
      minute: '2-digit',
      ...(step < MINUTE_S ? { second: '2-digit' } : {}),
    }),
  };
  let before = '';
  return splits.map((seconds) => {
    const at = new Date(seconds * 1_000);
    const day = formats.day.format(at);
    if (!clock) return day;
    const isNewDay = day !== before;
    before = day;
    return isNewDay ? `${day}\n${formats.clock.format(at)}` : formats.clock.format(at);
  });
}
