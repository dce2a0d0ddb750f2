import type { RouteDefinition } from '../define-route.ts';
import { keyRoutes } from './key-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';

export const authRoutes: readonly RouteDefinition[] = [...signInRoutes, ...sessionRoutes, ...keyRoutes];
