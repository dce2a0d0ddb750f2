import * as z from 'zod';
import { type Problem, ProblemError } from '../../http/answers.ts';
import type { OpenCall } from '../call.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { botIdOf } from '../fleet-bot.ts';
import { acceptProof } from './accept-proof.ts';
import { takeSignIn } from './address-limits.ts';
import { answerSignIn, deviceOf, refreshInInput, refreshPlace } from './answer-sign-in.ts';
import { signedIn, signInWays } from './auth-shapes.ts';
import { isBlocked, knowPerson } from './know-person.ts';
import { clearRefreshCookie, readRefreshCookie } from './refresh-cookie.ts';
import {
  PersonBlockedError,
  RefreshReplayedError,
  refreshSession,
  SessionOverError,
} from './refresh-session.ts';
import { BLOCKED } from './refusals.ts';
import { startSession } from './start-session.ts';
import type { ProvenPerson } from './telegram-proof.ts';
import { verifyInitData } from './verify-init-data.ts';
import { verifyWidget } from './verify-widget.ts';

/** A Mini App is reloaded, and signs in again each time. */
const INIT_DATA_USES = 20;

const MAX_FIELDS = 20;
const MAX_FIELD_CHARACTERS = 2_000;
const MAX_INIT_DATA_CHARACTERS = 8_192;

const readWays = defineRoute({
  method: 'GET',
  path: '/api/auth/ways',
  tag: TAGS.signingIn,
  summary: 'How one can sign in here',
  access: 'anybody',
  query: null,
  body: null,
  answer: signInWays,
  handle: async ({ parts: { hasDevLogin, fleetBot } }) => {
    const token = fleetBot.isOfTelegram ? await fleetBot.readToken() : undefined;
    return {
      body: {
        devLogin: hasDevLogin,
        telegramBotId: token === undefined ? null : botIdOf(token),
        telegramBotName: token === undefined ? null : ((await fleetBot.readUsername()) ?? null),
      },
      headers: { 'cache-control': 'public, max-age=60' },
    };
  },
});

const field = z.union([z.string().max(MAX_FIELD_CHARACTERS), z.int()]).transform(String);

const widgetBody = z
  .object({ id: field, auth_date: field, hash: field, refreshIn: refreshInInput })
  .catchall(field)
  .refine((given) => Object.keys(given).length <= MAX_FIELDS, `at most ${MAX_FIELDS} fields`);

const signInByWidget = defineRoute({
  method: 'POST',
  path: '/api/auth/telegram',
  tag: TAGS.signingIn,
  summary: "Sign in by Telegram's Login Widget",
  description:
    'Send all fields that the widget gave, as they are: `id`, `first_name`, `last_name`, `username`, `photo_url`, `auth_date`, `hash`. They are good for 10 minutes, once.',
  access: 'anybody',
  query: null,
  body: widgetBody,
  answer: signedIn,
  handle: async (call) => {
    const { refreshIn, ...fields } = call.body;
    await takeSignIn(call);
    const proven = verifyWidget(fields, await requireToken(call), call.now);
    await acceptProof(call.databases.write, proven, 1);
    return answerSignIn(call, await signIn(call, proven, 'telegram'), refreshIn);
  },
});

const signInByMiniApp = defineRoute({
  method: 'POST',
  path: '/api/auth/mini-app',
  tag: TAGS.signingIn,
  summary: 'Sign in from a Mini App of the bot',
  description: '`initData` is the text of `Telegram.WebApp.initData`. It is good for an hour, and 20 times.',
  access: 'anybody',
  query: null,
  body: z.strictObject({
    initData: z.string().min(1).max(MAX_INIT_DATA_CHARACTERS),
    refreshIn: refreshInInput,
  }),
  answer: signedIn,
  handle: async (call) => {
    await takeSignIn(call);
    const proven = verifyInitData(call.body.initData, await requireToken(call), call.now);
    await acceptProof(call.databases.write, proven, INIT_DATA_USES);
    return answerSignIn(call, await signIn(call, proven, 'mini-app'), call.body.refreshIn);
  },
});

/** @throws ProblemError */
async function requireToken({ parts }: OpenCall): Promise<string> {
  const token = await parts.fleetBot.readToken();
  if (token === undefined)
    throw new ProblemError({
      status: 503,
      title: 'No bot is set up',
      detail: 'The fleet bot has no token yet. Whoever runs this system puts it into the Telegram secret.',
    });
  return token;
}

/** @throws ProblemError to whoever is blocked */
async function signIn(call: OpenCall, { person }: ProvenPerson, source: string) {
  const { databases, now, parts } = call;
  if (await isBlocked(databases.write, person.id)) throw new ProblemError(BLOCKED);
  await knowPerson(databases.write, person);
  return startSession(databases.write, {
    ...deviceOf(call),
    userId: person.id,
    source,
    sessionId: parts.newId(),
    now,
    randomBytes: parts.randomBytes,
  });
}

const refresh = defineRoute({
  method: 'POST',
  path: '/api/auth/refresh',
  tag: TAGS.signingIn,
  summary: 'Go on: a new access token, and the next refresh token',
  description:
    'The refresh token comes as the cookie `refresh`, or as `refreshToken` in the body. Each is good once; the one before it for 30 s more, for whoever lost the answer. One that comes again later ends the session: somebody has a copy. A token that came in the body is answered in the body.',
  access: 'anybody',
  query: null,
  body: z.strictObject({
    refreshToken: z.string().max(200).optional(),
    refreshIn: refreshPlace.optional(),
  }),
  answer: signedIn,
  handle: async (call) => {
    const { request, databases, now, parts, body } = call;
    const given = body.refreshToken ?? readRefreshCookie(request);
    const isCookie = body.refreshToken === undefined;
    if (isCookie && body.refreshIn === 'body') throw new ProblemError(STAYS_COOKIE);
    const refreshIn = body.refreshIn ?? (isCookie ? 'cookie' : 'body');
    try {
      const gone = await refreshSession(databases.write, {
        ...deviceOf(call),
        refreshToken: given ?? '',
        now,
        randomBytes: parts.randomBytes,
      });
      return answerSignIn(call, gone, refreshIn);
    } catch (error) {
      throw refusalOfRefresh(call, given, error) ?? error;
    }
  },
});

/** A script that somebody smuggled into a page has the page's access token for minutes; it must not get the session for good. */
const STAYS_COOKIE: Problem = Object.freeze({
  status: 400,
  title: 'Invalid request',
  detail: 'A refresh token that came as a cookie stays one. Programs sign in with `"refreshIn": "body"`.',
});

function refusalOfRefresh(
  { request, parts }: OpenCall,
  given: string | undefined,
  error: unknown,
): ProblemError | undefined {
  if (error instanceof PersonBlockedError) return new ProblemError(BLOCKED, { cause: error });
  const isReplayed = error instanceof RefreshReplayedError;
  if (!isReplayed && !(error instanceof SessionOverError)) return undefined;
  return new ProblemError(
    {
      status: 401,
      title: 'Not signed in',
      detail: isReplayed
        ? 'This refresh token was used before: somebody may have a copy. The session is ended, sign in again.'
        : `${given === undefined ? 'There is no refresh token' : 'The session is over'}. Sign in again.`,
      headers: { 'set-cookie': clearRefreshCookie(request, parts.isBehindEdge) },
    },
    { cause: error },
  );
}

export const signInRoutes: readonly RouteDefinition[] = [readWays, signInByWidget, signInByMiniApp, refresh];
