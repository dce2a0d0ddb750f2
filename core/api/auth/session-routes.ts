import * as z from 'zod';
import { ProblemError } from '../../http/answers.ts';
import { audited } from '../audited.ts';
import type { Call } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { revokeToken } from './access-tokens.ts';
import { sessionList } from './auth-shapes.ts';
import { requirePerson } from './not-by-key.ts';
import { clearRefreshCookie } from './refresh-cookie.ts';
import { endOtherSessions, endSession, listSessions } from './sessions.ts';

const signOut = defineRoute({
  method: 'POST',
  path: '/api/auth/logout',
  tag: TAGS.signingIn,
  summary: 'Sign out: the session is ended, its tokens are refused from now on',
  query: null,
  body: null,
  answer: z.strictObject({ signedOut: z.literal(true) }),
  handle: async (call) => {
    requirePerson(call.caller);
    const { caller, now } = call;
    await audited(call, { action: 'api.sign-out' }, async (session) => {
      if (caller.sessionId === null) await revokeToken(session, caller.token, now);
      else await endSession(session, caller.userId, caller.sessionId);
    });
    return { body: { signedOut: true as const }, headers: forgetCookie(call) };
  },
});

const readSessions = defineRoute({
  method: 'GET',
  path: '/api/auth/sessions',
  tag: TAGS.signingIn,
  summary: 'Where the caller is signed in, the last used first',
  query: null,
  body: null,
  answer: sessionList,
  handle: async ({ caller, databases, now }) => {
    const sessions = await databases.read('own-writes', (database) =>
      listSessions(database, caller.userId, now),
    );
    return {
      body: {
        sessions: sessions.map((session) => ({ ...session, isCurrent: session.id === caller.sessionId })),
      },
    };
  },
});

const endOne = defineRoute({
  method: 'DELETE',
  path: '/api/auth/sessions/:id',
  tag: TAGS.signingIn,
  summary: 'End a session: whoever has its tokens is signed out at once',
  query: null,
  body: null,
  answer: z.strictObject({ ended: z.literal(1) }),
  handle: async (call) => {
    const { caller, params } = call;
    requirePerson(caller);
    const id = z.uuid().safeParse(params.id).data;
    const isEnded =
      id !== undefined &&
      (await audited(call, { action: 'api.end-session', subject: { session: id } }, (session) =>
        endSession(session, caller.userId, id),
      ));
    if (!isEnded)
      throw new ProblemError({
        status: 404,
        title: 'No such session',
        detail: 'You have no session of this id: it is over already. GET /api/auth/sessions lists yours.',
      });
    return {
      body: { ended: 1 as const },
      ...(id === caller.sessionId ? { headers: forgetCookie(call) } : {}),
    };
  },
});

const endOthers = defineRoute({
  method: 'DELETE',
  path: '/api/auth/sessions',
  tag: TAGS.signingIn,
  summary: "End all of the caller's sessions but this one",
  query: null,
  body: null,
  answer: z.strictObject({ ended: z.int() }),
  handle: async (call) => {
    const { caller } = call;
    requirePerson(caller);
    const ended = await audited(call, { action: 'api.end-other-sessions' }, (session) =>
      endOtherSessions(session, caller.userId, caller.sessionId),
    );
    return { body: { ended } };
  },
});

function forgetCookie({ request, parts }: Call): Readonly<Record<string, string>> {
  return { 'set-cookie': clearRefreshCookie(request, parts.isBehindEdge) };
}

export const sessionRoutes: readonly RouteDefinition[] = [signOut, readSessions, endOne, endOthers];
