import * as z from 'zod';
import { defineRoute, TAGS } from '../define-route.ts';
import { timeAnswer } from '../answer-shapes.ts';
import { devLoginBody, signInUnchecked } from './dev-login.ts';

/** Where it is off, the path is as unknown as any other. */
export const devLoginRoute = defineRoute({
  method: 'POST',
  path: '/api/auth/dev-login',
  tag: TAGS.signingIn,
  summary: 'Sign in as anybody: on one machine only',
  access: 'anybody',
  query: null,
  body: devLoginBody,
  answer: z.strictObject({ token: z.string(), expiresAt: timeAnswer }),
  handle: async ({ body: { telegramId }, databases, address, now, parts }) => {
    const { token, expiresAt } = await signInUnchecked(databases.write, {
      userId: telegramId,
      address,
      now,
      randomBytes: parts.randomBytes,
    });
    return { body: { token, expiresAt } };
  },
});
