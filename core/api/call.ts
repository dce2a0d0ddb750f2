import type { JsonQueue } from '../aws/queue-sender.ts';
import type { Databases } from '../database/databases.ts';
import type { TurnGuard } from '../guard/guard.ts';
import { type HttpAnswer, ProblemError } from '../http/answers.ts';
import { callerAddress } from '../http/caller-address.ts';
import { type HttpRequest, readHttpRequest } from '../http/http-request.ts';
import { findTokenHolder } from './auth/access-tokens.ts';
import { explainRefusal } from './explain-refusal.ts';

/** What the routes work with. */
export interface ApiParts {
  /** Nothing connects before it is asked. */
  readonly openDatabases: () => Promise<Databases>;
  /** Announces runs of commands. */
  readonly commandsQueue: JsonQueue;
  readonly guard: TurnGuard;
  /** Whether every request has come through CloudFront, which tells who asks. */
  readonly isBehindEdge: boolean;
  /** On one machine: whoever asks is signed in as anybody. */
  readonly hasDevLogin: boolean;
  /** Whether the person gets the system's alarms, and so may see the system itself. */
  readonly isAdministrator: (userId: number) => Promise<boolean>;
  /** Tests hold every answer against what is described. @default false */
  readonly checksAnswers?: boolean;
  /** A UUID. */
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  readonly now: () => Date;
}

/** A request of nobody in particular. */
export interface OpenCall {
  readonly request: HttpRequest;
  /** Of the path. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Network address of who asks. */
  readonly address: string | null;
  readonly databases: Databases;
  readonly now: Date;
  readonly parts: ApiParts;
}

/** A request of a person who has signed in. */
export interface Call extends OpenCall {
  readonly caller: { readonly userId: number; readonly token: string };
}

/** What the router hands over. */
export interface RoutedRequest {
  readonly event: unknown;
  readonly params: Readonly<Record<string, string>>;
}

export type Route = (routed: RoutedRequest) => Promise<HttpAnswer>;

/** Of one person, over all of their tokens. */
export const CALLS_A_MINUTE = 600;

/** A route for everybody. */
export function open(parts: ApiParts, handle: (call: OpenCall) => Promise<HttpAnswer>): Route {
  return async ({ event, params }) => {
    const request = readHttpRequest(event);
    const call = {
      request,
      params,
      address: callerAddress(request, parts.isBehindEdge),
      databases: await parts.openDatabases(),
      now: parts.now(),
      parts,
    };
    try {
      return await handle(call);
    } catch (error) {
      const problem = explainRefusal(error);
      if (problem === undefined) throw error;
      throw new ProblemError(problem, { cause: error });
    }
  };
}

/**
 * The call as somebody's.
 * @throws ProblemError when nobody is signed in, or when it needs an administrator and they are none
 */
export async function signIn(call: OpenCall, access: 'person' | 'administrator'): Promise<Call> {
  const caller = await admit(call);
  if (access === 'administrator' && !(await call.parts.isAdministrator(caller.userId)))
    throw new ProblemError({
      status: 403,
      title: 'For administrators',
      detail:
        'This shows or changes the system itself. Its administrators are the chats that get its alarms.',
    });
  return { ...call, caller };
}

const BEARER = /^Bearer +(\S+) *$/i;

/** @throws ProblemError */
async function admit({ request, databases, now, parts }: OpenCall): Promise<Call['caller']> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw notSignedIn('There is no token.', parts);
  // Of the writer: who has just signed in or out, or was blocked, is so at once.
  const holder = await findTokenHolder(databases.write, token, now);
  if (holder === undefined) throw notSignedIn('The token is not known, or its time is over.', parts);
  if (holder.isBlocked)
    throw new ProblemError({
      status: 403,
      title: 'Blocked',
      detail: 'An administrator has blocked you. Ask them to unblock you.',
    });
  const taken = await parts.guard.take(`calls:api:${holder.userId}`, CALLS_A_MINUTE, 60);
  if (!taken.ok)
    throw new ProblemError({
      status: 429,
      title: 'Too many requests',
      detail: `You may ask ${CALLS_A_MINUTE} times a minute. Ask again in ${taken.retryAfterSeconds} s.`,
      headers: { 'retry-after': String(taken.retryAfterSeconds) },
    });
  return { userId: holder.userId, token };
}

function notSignedIn(reason: string, { hasDevLogin }: ApiParts): ProblemError {
  const how = hasDevLogin ? ' On this machine POST /api/auth/dev-login {"telegramId": 1} gives one.' : '';
  return new ProblemError({
    status: 401,
    title: 'Not signed in',
    detail: `${reason} Sign in and send the token as \`Authorization: Bearer TOKEN\`; it is good for 12 hours.${how}`,
    headers: { 'www-authenticate': 'Bearer' },
  });
}
