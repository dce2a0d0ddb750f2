import * as z from 'zod';
import { definePlainRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { countServers, readCapacity } from './read-capacity.ts';
import { readRecent } from './recent-measurements.ts';

const MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const prometheus = definePlainRoute({
  method: 'GET',
  path: '/metrics',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'The newest measurements as Prometheus reads them',
  description:
    'Scrape it each 15 s or slower with an API key of an administrator: `authorization: { credentials: KEY }`. docs/grafana-dashboard.json draws it.',
  query: null,
  mediaType: MEDIA_TYPE,
  answer: z.string(),
  handle: async ({ databases, now, parts }) => {
    const { writePrometheusText } = await import('./prometheus-text.ts');
    const [recent, servers] = await databases.read('recent', async (database) => [
      await readRecent(database, now),
      await countServers(database),
    ]);
    const text = await writePrometheusText({
      recent,
      capacity: readCapacity(recent, servers),
      cache: await parts.system.probeCache(),
    });
    return {
      statusCode: 200,
      headers: { 'content-type': MEDIA_TYPE, 'cache-control': 'no-store' },
      body: text,
    };
  },
});

export const prometheusRoutes: readonly RouteDefinition[] = [prometheus];
