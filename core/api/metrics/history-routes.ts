import * as z from 'zod';
import { MAX_POINTS, readHistory } from '../../measurements/read-history.ts';
import { findSeries, type Series, SERIES } from '../../measurements/series.ts';
import { ProblemError } from '../../http/answers.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { momentInput } from '../time-input.ts';
import { metricHistory, metricSeries } from './metric-shapes.ts';

const HOUR_MS = 3_600_000;
/** So long are measurements kept. */
const MAX_MS = 8 * 24 * HOUR_MS;
/** A page draws so many charts with one request. */
const MAX_METRICS = 40;

const listSeries = defineRoute({
  method: 'GET',
  path: '/api/metrics/series',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'What has a history, with its unit',
  query: null,
  body: null,
  answer: metricSeries,
  handle: () =>
    Promise.resolve({ body: { series: SERIES.map(({ name, source, unit }) => ({ name, source, unit })) } }),
});

const history = defineRoute({
  method: 'GET',
  path: '/api/metrics/history',
  tag: TAGS.system,
  access: 'administrator',
  summary: `Measurements over a time, at most ${MAX_POINTS} points each`,
  description:
    'Kept for 7 days. Without `from` and `to`: the last hour. A time in which nothing was measured has no point.',
  query: z.strictObject({
    metric: z
      .string()
      .max(2_000)
      .transform((text) => [...new Set(text.split(','))])
      .refine((names) => names.length <= MAX_METRICS, `at most ${MAX_METRICS} at once`)
      .describe('Names of `GET /api/metrics/series`, with commas between them'),
    from: momentInput.optional(),
    to: momentInput.optional(),
  }),
  body: null,
  answer: metricHistory,
  handle: async ({ query, databases, now }) => {
    const to = query.to ?? now;
    const from = query.from ?? new Date(to.getTime() - HOUR_MS);
    if (from >= to || to.getTime() - from.getTime() > MAX_MS)
      throw new ProblemError({
        status: 400,
        title: 'Invalid time',
        detail: '`from` has to be before `to`, by at most 8 days.',
      });
    const wanted = query.metric.map(seriesNamed);
    const series = await databases.read('recent', async (database) => {
      const found = [];
      for (const one of wanted)
        found.push({
          metric: one.name,
          unit: one.unit,
          ...(await readHistory(database, one, from, to)),
        });
      return found;
    });
    return { body: { from, to, series } };
  },
});

/** @throws ProblemError */
function seriesNamed(name: string): Series {
  const series = findSeries(name);
  if (series !== undefined) return series;
  throw new ProblemError({
    status: 404,
    title: 'No such metric',
    detail: `There is no metric ${JSON.stringify(name.slice(0, 80))}. \`GET /api/metrics/series\` lists what there is.`,
  });
}

export const historyRoutes: readonly RouteDefinition[] = [listSeries, history];
