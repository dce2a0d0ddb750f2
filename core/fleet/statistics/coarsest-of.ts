import type { Step } from './series.ts';
import type { Range, RangeQuestion } from './statistic-range.ts';
import { hasWholeHours } from './whole-hours.ts';

/** The largest span of UTC that lies within one hour, or one day, of a person's calendar. */
export function coarsestOf(
  range: Range,
  { timeZone, now }: Pick<RangeQuestion, 'timeZone' | 'now'>,
  isByHour: boolean,
): Step {
  if (!isByHour && timeZone === 'UTC') return 'day';
  return hasWholeHours(timeZone, range, now) ? 'hour' : 'quarter';
}
