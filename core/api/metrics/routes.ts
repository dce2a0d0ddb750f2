import type { RouteDefinition } from '../define-route.ts';
import { alarmRoutes } from './alarm-routes.ts';
import { deadLetterRoutes } from './dead-letter-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { metricRoutes } from './metric-routes.ts';
import { prometheusRoutes } from './prometheus-route.ts';
import { queueRoutes } from './queue-routes.ts';

export const metricsRoutes: readonly RouteDefinition[] = [
  ...metricRoutes,
  ...historyRoutes,
  ...alarmRoutes,
  ...deadLetterRoutes,
  ...queueRoutes,
  ...prometheusRoutes,
];
