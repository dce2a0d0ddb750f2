import type { RouteDefinition } from '../define-route.ts';

export const peopleRoutes: readonly RouteDefinition[] = [];
