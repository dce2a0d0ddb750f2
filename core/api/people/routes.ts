import type { RouteDefinition } from '../define-route.ts';
import { alertRoutes } from './alert-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { inviteRoutes } from './invite-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { meRoutes } from './me-routes.ts';
import { personalDataRoutes } from './personal-data-routes.ts';

export const peopleRoutes: readonly RouteDefinition[] = [
  ...meRoutes,
  ...personalDataRoutes,
  ...memberRoutes,
  ...inviteRoutes,
  ...alertRoutes,
  ...auditRoutes,
];
