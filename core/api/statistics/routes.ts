import type { RouteDefinition } from '../define-route.ts';

export const statisticsRoutes: readonly RouteDefinition[] = [];
