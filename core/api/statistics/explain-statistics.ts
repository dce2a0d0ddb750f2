import { TimelineTooLongError } from '../../fleet/statistics/read-timeline.ts';
import { RangeEmptyError, TimeZoneUnknownError } from '../../fleet/statistics/statistic-range.ts';
import type { Problem } from '../../http/answers.ts';

/** What a refusal of the statistics means over HTTP; undefined: the error is none of theirs. */
export function explainStatistics(error: unknown): Problem | undefined {
  if (error instanceof RangeEmptyError)
    return invalid('to', 'The range ends before it begins. Give a later `to` or an earlier `from`.');
  if (error instanceof TimeZoneUnknownError)
    return invalid('timeZone', 'The database does not know this time zone. Name one such as Europe/Berlin.');
  if (error instanceof TimelineTooLongError)
    return invalid('step', 'That are too many points. Ask for a longer step or a shorter period.');
  return undefined;
}

function invalid(field: string, detail: string): Problem {
  return {
    status: 400,
    title: 'Invalid request',
    detail,
    extra: { errors: [{ field, message: detail }] },
  };
}
