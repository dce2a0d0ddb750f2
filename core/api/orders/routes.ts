import type { RouteDefinition } from '../define-route.ts';

export const orderRoutes: readonly RouteDefinition[] = [];
