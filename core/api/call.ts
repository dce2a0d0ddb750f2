import type { LiveTable } from '../aws/live-table.ts';
import type { JsonQueue } from '../aws/queue-sender.ts';
import type { OutgoingMessage } from '../bot/outbox/outgoing-message.ts';
import type { Language } from '../bot/turn.ts';
import type { UserStore } from '../bot/users/user-store.ts';
import type { Databases } from '../database/databases.ts';
import type { AcceptedInvite } from '../fleet/sharing/invites.ts';
import type { HostRules } from '../fleet/terminals/check-host.ts';
import type { TurnGuard } from '../guard/guard.ts';
import { type HttpAnswer, ProblemError } from '../http/answers.ts';
import { callerAddress } from '../http/caller-address.ts';
import { type HttpRequest, readHttpRequest } from '../http/http-request.ts';
import { findTokenHolder, type TokenHolder } from './auth/access-tokens.ts';
import { takeFailedToken } from './auth/address-limits.ts';
import { BLOCKED, tooMany } from './auth/refusals.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { FleetBot } from './fleet-bot.ts';
import type { SystemParts } from './metrics/system-parts.ts';

/** What the routes work with. */
export interface ApiParts {
  /** Nothing connects before it is asked. */
  readonly openDatabases: () => Promise<Databases>;
  /** Announces runs of commands. */
  readonly commandsQueue: JsonQueue;
  readonly guard: TurnGuard;
  /** Keeps the tickets of live sockets. */
  readonly liveTable: Pick<LiveTable, 'putTicket'>;
  /** 32 bytes; seals the passwords of terminals that people add. */
  readonly readTerminalKey: () => Promise<Buffer>;
  /** Where the terminals that people add may be. */
  readonly hosts: HostRules;
  /** Whether every request has come through CloudFront, which tells who asks. */
  readonly isBehindEdge: boolean;
  /** On one machine: whoever asks is signed in as anybody. */
  readonly hasDevLogin: boolean;
  /** Whether the person gets the system's alarms, and so may see the system itself. */
  readonly isAdministrator: (userId: number) => Promise<boolean>;
  /** By which people sign in, and to which they are invited. */
  readonly fleetBot: FleetBot;
  /** What bots remember of people is forgotten when it changes here. */
  readonly users: Pick<UserStore, 'chooseLanguage' | 'chooseTimeZone' | 'forgetCached'>;
  /** What the owner of a fleet is told of who came in: the bot's words. @param key names this acceptance once and for ever */
  readonly joinMessages: (
    owner: { readonly userId: number; readonly language: Language },
    accepted: AcceptedInvite,
    newcomer: Newcomer,
    key: string,
  ) => Promise<readonly OutgoingMessage[]>;
  /** What administrators ask beside the database. */
  readonly system: SystemParts;
  /** Tests hold every answer against what is described. @default false */
  readonly checksAnswers?: boolean;
  /** A UUID. */
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
  readonly now: () => Date;
}

/** Who comes in by a link. */
export interface Newcomer {
  readonly userId: number;
  readonly firstName: string;
  readonly username: string | undefined;
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

/** Who has signed in, or whose program asks. */
export interface Caller extends Pick<TokenHolder, 'userId' | 'sessionId' | 'isKey'> {
  readonly token: string;
}

/** A request of a person who has signed in. */
export interface Call extends OpenCall {
  readonly caller: Caller;
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
async function admit(call: OpenCall): Promise<Caller> {
  const { request, databases, now, parts } = call;
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw await refuseToken(call, 'There is no token.');
  // Of the writer: who has just signed in or out, or was blocked, is so at once.
  const holder = await findTokenHolder(databases.write, token, now);
  if (holder === undefined) throw await refuseToken(call, 'The token is not known, or its time is over.');
  const { userId, sessionId, isKey, isBlocked } = holder;
  if (isBlocked) throw new ProblemError(BLOCKED);
  const taken = await parts.guard.take(`calls:api:${userId}`, CALLS_A_MINUTE, 60);
  if (!taken.ok)
    throw tooMany(
      `You may ask ${CALLS_A_MINUTE} times a minute. Ask again in ${taken.retryAfterSeconds} s.`,
      taken.retryAfterSeconds,
    );
  return { userId, token, sessionId, isKey };
}

/** @throws ProblemError when the address has asked without a token, or with wrong ones, too often */
async function refuseToken(call: OpenCall, reason: string): Promise<ProblemError> {
  await takeFailedToken(call);
  const how = call.parts.hasDevLogin
    ? ' On this machine POST /api/auth/dev-login {"telegramId": 1} gives one.'
    : '';
  return new ProblemError({
    status: 401,
    title: 'Not signed in',
    detail: `${reason} Sign in and send the token as \`Authorization: Bearer TOKEN\`, or refresh it: POST /api/auth/refresh.${how}`,
    headers: { 'www-authenticate': 'Bearer' },
  });
}
