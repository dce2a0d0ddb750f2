import * as z from 'zod';
import {
  BREAKDOWN_SORTS,
  type BreakdownBy,
  BREAKDOWNS,
  readBreakdown,
} from '../../fleet/statistics/read-breakdown.ts';
import { readExtremes } from '../../fleet/statistics/read-extremes.ts';
import { readOverview } from '../../fleet/statistics/read-overview.ts';
import { readTimeline, TIMELINE_STEPS } from '../../fleet/statistics/read-timeline.ts';
import { readTimes, TIMES } from '../../fleet/statistics/read-times.ts';
import type { Range } from '../../fleet/statistics/statistic-range.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { pageLimitInput } from '../read-input.ts';
import { exportStatisticsRoute } from './export-statistics.ts';
import { isRangeGiven, RANGE_MISMATCH, readAsked, statisticsInput } from './statistics-input.ts';
import {
  statisticsBreakdown,
  statisticsExtremes,
  statisticsOverview,
  statisticsTimeline,
} from './statistics-shapes.ts';

/** The figures are refreshed each 5 s; a page that is opened again meanwhile need not ask. */
const HEADERS = { 'cache-control': 'private, max-age=5' };

const FILTERS =
  'Orders that are closed and not deleted, by when they were closed; one set of filters for every part of the statistics. Figures are refreshed each 5 s: `asOf` says what is counted.';

function headOf(asked: { asOf: Date | null; range: Range }, timeZone: string) {
  return { asOf: asked.asOf, from: asked.range.from, to: asked.range.to, timeZone };
}

const readOverviewRoute = defineRoute({
  method: 'GET',
  path: '/api/statistics',
  tag: TAGS.statistics,
  summary: 'What closed orders brought, by currency, beside the period before',
  description: FILTERS,
  query: z.strictObject(statisticsInput).refine(isRangeGiven, RANGE_MISMATCH),
  body: null,
  answer: statisticsOverview,
  handle: async (call) => {
    const read = async () =>
      call.databases.read('recent', async (database) => {
        const { filter, period } = await readAsked(database, call, call.query);
        const overview = await readOverview(database, filter, period);
        return {
          ...headOf(overview, period.timeZone),
          previous: overview.range.previous,
          currencies: overview.currencies,
        };
      });
    return { body: await read(), headers: HEADERS };
  },
});

const DEFAULT_PAGE = 50;
const MAX_PAGE = 1_000;
const MAX_OFFSET = 1_000_000;

const breakdownQuery = z
  .strictObject({
    ...statisticsInput,
    by: z.enum([...BREAKDOWNS, ...TIMES]),
    sort: z
      .enum(BREAKDOWN_SORTS)
      .default('profit')
      .describe(
        'Of terminal, strategy and symbol, within each currency: the largest first, but for `-profit` (the largest loss first) and `name`',
      ),
    limit: pageLimitInput(DEFAULT_PAGE, MAX_PAGE).describe('Of terminal, strategy and symbol'),
    cursor: cursorInput(z.object({ offset: z.int().min(0).max(MAX_OFFSET) })),
  })
  .refine(isRangeGiven, RANGE_MISMATCH);

const readBreakdownRoute = defineRoute({
  method: 'GET',
  path: '/api/statistics/breakdown',
  tag: TAGS.statistics,
  summary: 'The same by terminal, strategy or symbol, or by times of the calendar',
  description: `${FILTERS} The most and the least successful are the first rows of \`sort=profit\` and \`sort=-profit\`.`,
  query: breakdownQuery,
  body: null,
  answer: statisticsBreakdown,
  handle: async (call) => {
    const { by, sort, limit, cursor, ...input } = call.query;
    const body = await call.databases.read('recent', async (database) => {
      const { filter, period } = await readAsked(database, call, input);
      if (!isBreakdown(by)) {
        const times = await readTimes(database, filter, period, by);
        const rows = times.rows.map(({ currency, result, ...time }) => ({
          currency,
          ...withoutNulls(time),
          result,
        }));
        return { ...headOf(times, period.timeZone), by, rows, total: rows.length };
      }
      const offset = cursor?.offset ?? 0;
      const page = await readBreakdown(database, filter, period, { by, sort, offset, limit });
      const next = offset + page.rows.length;
      return {
        ...headOf(page, period.timeZone),
        by,
        rows: page.rows.map(({ terminalId, best, worst, ...row }) => ({
          ...row,
          ...(terminalId === null ? {} : { terminalId }),
          ...(by === 'strategy' ? { best, worst } : {}),
        })),
        total: page.total,
        ...(next < page.total && page.rows.length > 0 ? { nextCursor: writeCursor({ offset: next }) } : {}),
      };
    });
    return { body, headers: HEADERS };
  },
});

export function isBreakdown(by: (typeof BREAKDOWNS)[number] | (typeof TIMES)[number]): by is BreakdownBy {
  return BREAKDOWNS.some((one) => one === by);
}

interface TimeFields {
  readonly hour: number | null;
  readonly weekday: number | null;
  readonly date: string | null;
}

function withoutNulls({ hour, weekday, date }: TimeFields): {
  hour?: number;
  weekday?: number;
  date?: string;
} {
  return {
    ...(hour === null ? {} : { hour }),
    ...(weekday === null ? {} : { weekday }),
    ...(date === null ? {} : { date }),
  };
}

const readTimelineRoute = defineRoute({
  method: 'GET',
  path: '/api/statistics/timeline',
  tag: TAGS.statistics,
  summary: 'Profit and running profit by hour, day or month',
  description: FILTERS,
  query: z
    .strictObject({ ...statisticsInput, step: z.enum(TIMELINE_STEPS).default('day') })
    .refine(isRangeGiven, RANGE_MISMATCH),
  body: null,
  answer: statisticsTimeline,
  handle: async (call) => {
    const { step, ...input } = call.query;
    const body = await call.databases.read('recent', async (database) => {
      const { filter, period } = await readAsked(database, call, input);
      const timeline = await readTimeline(database, filter, period, step);
      return { ...headOf(timeline, period.timeZone), step, currencies: timeline.currencies };
    });
    return { body, headers: HEADERS };
  },
});

const readExtremesRoute = defineRoute({
  method: 'GET',
  path: '/api/statistics/orders-extremes',
  tag: TAGS.statistics,
  summary: 'The ten best and the ten worst orders of each currency',
  description: FILTERS,
  query: z.strictObject(statisticsInput).refine(isRangeGiven, RANGE_MISMATCH),
  body: null,
  answer: statisticsExtremes,
  handle: async (call) => {
    const body = await call.databases.read('recent', async (database) => {
      const { filter, period } = await readAsked(database, call, call.query);
      const extremes = await readExtremes(database, filter, period);
      return { ...headOf(extremes, period.timeZone), currencies: extremes.currencies };
    });
    return { body, headers: HEADERS };
  },
});

export const statisticsRoutes: readonly RouteDefinition[] = [
  readOverviewRoute,
  readBreakdownRoute,
  readTimelineRoute,
  readExtremesRoute,
  exportStatisticsRoute,
];
