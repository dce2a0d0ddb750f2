import type { StatisticsFilters } from './statistics-filters.ts';

export type TimelineStep = 'hour' | 'day' | 'month';

const DAY_MS = 86_400_000;
/** Some four days of hours, and four years of days, are as many points as a curve shows. */
const MAX_DAYS_OF_HOURS = 4;
const MAX_DAYS = 1_500;

/**
 * Width of a point of the profit curve.
 * @param today as `2026-03-29`, for a period that has no end
 */
export function timelineStep({ period, from, to }: StatisticsFilters, today: string): TimelineStep {
  switch (period) {
    case 'today':
    case 'yesterday':
    case 'week':
      return 'hour';
    case 'month':
    case 'year':
    case 'all':
      return 'day';
    case 'custom': {
      if (from === undefined) return 'day';
      const days = (Date.parse(to ?? today) - Date.parse(from)) / DAY_MS + 1;
      if (days <= MAX_DAYS_OF_HOURS) return 'hour';
      return days <= MAX_DAYS ? 'day' : 'month';
    }
  }
}
