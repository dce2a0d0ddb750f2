import type { RouteDefinition } from '../define-route.ts';

export const metricsRoutes: readonly RouteDefinition[] = [];
