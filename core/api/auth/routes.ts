import * as z from 'zod';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { revokeToken } from './access-tokens.ts';

const signOut = defineRoute({
  method: 'POST',
  path: '/api/auth/logout',
  tag: TAGS.signingIn,
  summary: 'Sign out: the token is refused from now on',
  query: null,
  body: null,
  answer: z.strictObject({ signedOut: z.literal(true) }),
  handle: async ({ caller, databases, now }) => {
    await revokeToken(databases.write, caller.token, now);
    return { body: { signedOut: true as const } };
  },
});

export const authRoutes: readonly RouteDefinition[] = [signOut];
