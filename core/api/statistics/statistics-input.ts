import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import type { StatisticFilter } from '../../fleet/statistics/statistic-filter.ts';
import { type RangeQuestion, STATISTIC_PERIODS } from '../../fleet/statistics/statistic-range.ts';
import type { Call } from '../call.ts';
import { fleetIdInput, wordsInput } from '../read-input.ts';
import { momentInput, timeZoneInput } from '../time-input.ts';

/** An address has no room for more; a group or a tag names any number. */
const MAX_IN_LIST = 500;

const terminalIds = z
  .string()
  .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/, 'ids of terminals with commas between them')
  .transform((text) => text.split(',').map(Number))
  .refine((ids) => ids.length <= MAX_IN_LIST, `at most ${MAX_IN_LIST}; name a group or a tag instead`);

/** What was given twice is joined by a comma, so a comma in a name is written with a backslash before it. */
const names = z
  .string()
  .max(10_000)
  .regex(/^\P{Cc}*$/u, 'control characters have no place here')
  .transform((text) => splitNames(text))
  .refine((all) => all.length <= MAX_IN_LIST, `at most ${MAX_IN_LIST}`);

function splitNames(text: string): string[] {
  return text.split(/(?<!\\),/).map((name) => name.replaceAll('\\,', ',').trim());
}

const calendarDay = z.iso.date();
/** A moment, or a day of the time zone. */
const rangeEnd = z.union([calendarDay, momentInput], {
  error: 'a day such as 2026-03-29, or a moment such as 2026-03-29T12:00:00Z',
});

/** The filters and the period that every part of the statistics takes. */
export const statisticsInput = {
  fleetId: fleetIdInput.optional().describe("Default: all fleets of the caller's"),
  terminalIds: terminalIds.optional().describe('With commas between them'),
  group: wordsInput.optional(),
  tag: wordsInput.optional(),
  strategies: names
    .optional()
    .describe('Names with commas between them; `\\,` is a comma in a name; empty: orders without a strategy'),
  symbols: names.optional().describe('As `strategies`'),
  currency: z
    .string()
    .trim()
    .max(20)
    .regex(/^\P{Cc}*$/u, 'control characters have no place here')
    .optional()
    .describe('Default: all, each apart. Empty: orders whose currency the terminal did not tell'),
  emulator: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false)
    .describe('true: orders of the emulator instead of real money; never both together'),
  period: z
    .enum(STATISTIC_PERIODS)
    .default('month')
    .describe(
      'By the calendar of the time zone. week (since Monday), month, year: up to now. custom: with `from` and `to`',
    ),
  from: rangeEnd.optional().describe('Of period custom; rounded down to a quarter of an hour'),
  to: rangeEnd
    .optional()
    .describe('Of period custom; a day belongs to it, a moment does not; rounded up to a quarter of an hour'),
  timeZone: timeZoneInput.optional().describe("IANA name. Default: as in the caller's settings, else UTC"),
};

export type StatisticsInput = z.output<z.ZodObject<typeof statisticsInput>>;

/** Both ends belong to a period of one's own. */
export function isRangeGiven({ period, from, to }: Pick<StatisticsInput, 'period' | 'from' | 'to'>): boolean {
  return (from !== undefined || to !== undefined) === (period === 'custom');
}

export const RANGE_MISMATCH = {
  path: ['period'],
  message: '`from`, `to` or both go with the period `custom`, and with no other',
};

export interface AskedStatistics {
  readonly filter: StatisticFilter;
  readonly period: RangeQuestion;
}

export async function readAsked(
  queries: Queryable,
  { caller, now }: Pick<Call, 'caller' | 'now'>,
  input: StatisticsInput,
): Promise<AskedStatistics> {
  const { emulator, period, from, to, timeZone, ...rest } = input;
  return {
    filter: { ...rest, userId: caller.userId, isEmulator: emulator },
    period: {
      period,
      from,
      to,
      now,
      timeZone: timeZone ?? (await readTimeZone(queries, caller.userId)),
    },
  };
}

async function readTimeZone(queries: Queryable, userId: number): Promise<string> {
  const { rows } = await queries.query<{ time_zone: string | null }>(
    'select time_zone from users where id = $1',
    [userId],
  );
  return rows[0]?.time_zone ?? 'UTC';
}
