import { authRoutes } from './auth/routes.ts';
import { devLoginRoute } from './auth/dev-login-route.ts';
import { balanceRoutes } from './balances/routes.ts';
import { chartRoutes } from './charts/routes.ts';
import { commandRoutes } from './commands/routes.ts';
import type { RouteDefinition } from './define-route.ts';
import { errorRoutes } from './errors/routes.ts';
import { liveRoutes } from './live/routes.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { statisticsRoutes } from './statistics/routes.ts';
import { strategyRoutes } from './strategies/routes.ts';
import { terminalRoutes } from './terminals/routes.ts';

/** All of the API, in the order of its description. */
export const ROUTES: readonly RouteDefinition[] = [
  ...authRoutes,
  ...peopleRoutes,
  ...terminalRoutes,
  ...balanceRoutes,
  ...strategyRoutes,
  ...errorRoutes,
  ...chartRoutes,
  ...orderRoutes,
  ...statisticsRoutes,
  ...commandRoutes,
  ...liveRoutes,
  ...metricsRoutes,
];

/** On one machine only. */
export const LOCAL_ROUTES: readonly RouteDefinition[] = [devLoginRoute];
