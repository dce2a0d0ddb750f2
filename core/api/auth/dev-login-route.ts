import * as z from 'zod';
import { defineRoute, TAGS } from '../define-route.ts';
import { answerSignIn, deviceOf, refreshInInput } from './answer-sign-in.ts';
import { signedIn } from './auth-shapes.ts';
import { signInUnchecked } from './dev-login.ts';

/** Where it is off, the path is as unknown as any other. */
export const devLoginRoute = defineRoute({
  method: 'POST',
  path: '/api/auth/dev-login',
  tag: TAGS.signingIn,
  summary: 'Sign in as anybody: on one machine only',
  description:
    'The token is good for 12 hours, for programs that ask for one and never again. Person 1 owns the terminals that this machine starts with, and is an administrator.',
  access: 'anybody',
  query: null,
  body: z.strictObject({ telegramId: z.int().positive(), refreshIn: refreshInInput }),
  answer: signedIn,
  handle: async (call) => {
    const { body, databases, now, parts } = call;
    const signed = await signInUnchecked(databases.write, {
      ...deviceOf(call),
      userId: body.telegramId,
      sessionId: parts.newId(),
      now,
      randomBytes: parts.randomBytes,
    });
    return answerSignIn(call, signed, body.refreshIn);
  },
});
