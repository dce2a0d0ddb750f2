import type { RouteDefinition } from '../define-route.ts';

export const liveRoutes: readonly RouteDefinition[] = [];
