import type * as z from 'zod';
import {
  type statisticResult,
  type statisticsBreakdown,
  type statisticsExtremes,
  type statisticsOverview,
  statisticsTimeline,
} from '../../../../core/api/statistics/statistics-shapes.ts';
import { ProblemAnswerError } from '../../api/problem.ts';
import { api } from '../../api/session.ts';
import { type AskedMore, type StatisticsFilters, statisticsPath } from './statistics-filters.ts';
import type { TimelineStep } from './timeline-step.ts';

export type Result = z.infer<typeof statisticResult>;
export type Overview = z.infer<typeof statisticsOverview>;
export type CurrencyOverview = Overview['currencies'][number];
export type Breakdown = z.infer<typeof statisticsBreakdown>;
export type BreakdownRow = Breakdown['rows'][number];
export type Timeline = z.infer<typeof statisticsTimeline>;
export type Extremes = z.infer<typeof statisticsExtremes>;

/** Figures are counted each 5 s on the other side. */
export const REFRESH_MS = 15_000;

/** What every part of the page is of. */
export interface Asked {
  readonly filters: StatisticsFilters;
  readonly timeZone: string;
}

export function readStatistics<Answer>(
  part: string,
  { filters, timeZone }: Asked,
  answer: z.ZodType<Answer>,
  signal: AbortSignal,
  more: AskedMore = {},
): Promise<Answer> {
  return api({ path: statisticsPath(part, filters, timeZone, more), answer, signal });
}

/** The curve; by months where there would be more days or hours than a curve has room for. */
export async function readTimeline(
  asked: Asked,
  step: TimelineStep,
  signal: AbortSignal,
  more: AskedMore = {},
): Promise<Timeline> {
  try {
    return await readStatistics('timeline', asked, statisticsTimeline, signal, { ...more, step });
  } catch (error) {
    const isTooLong =
      error instanceof ProblemAnswerError && error.errors.some(({ field }) => field === 'step');
    if (!isTooLong || step === 'month') throw error;
    return await readStatistics('timeline', asked, statisticsTimeline, signal, { ...more, step: 'month' });
  }
}
