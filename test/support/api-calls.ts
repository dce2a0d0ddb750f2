import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addRoutes } from '../../core/api/add-routes.ts';
import { joinMessages } from '../../bots/fleet/sharing/join-message.ts';
import type { ApiParts } from '../../core/api/call.ts';
import { createApi } from '../../core/http/api.ts';
import { admitEverybody } from '../../core/http/origin-check.ts';
import health from '../../events/serve-api.json' with { type: 'json' };
import { lambdaContext } from './lambda-context.ts';
import { recordingQueue } from './recording-queue.ts';
import { openTestDatabases } from './test-database.ts';
import { openTestUsers } from './test-users.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Each as `Set-Cookie` has it. */
  readonly cookies: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiRequest {
  readonly token?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each as `name=value`. */
  readonly cookies?: readonly string[];
  /** JSON; text is sent as it is. */
  readonly body?: unknown;
}

/** The HTTP API without a network: events in, answers out. */
export interface TestApi {
  call(method: string, target: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** As `call`, for answers that are no JSON. */
  ask(
    method: string,
    target: string,
    request?: ApiRequest,
  ): Promise<Omit<ApiAnswer, 'body'> & { readonly text: string }>;
  /** Signs the person in. */
  tokenOf(telegramId: number): Promise<string>;
  /** Announced runs of commands. */
  readonly announced: readonly unknown[];
  readonly errors: readonly Error[];
  /** Settable, so that hours can pass. */
  now: Date;
  close(): Promise<void>;
}

const object = z.record(z.string(), z.unknown());
/** Not in the router's types, since older events have none. */
const withCookies = z.object({ cookies: z.array(z.string()).default([]) });

/** Seals what the API seals, so that a test can open it. */
export const TERMINAL_KEY = randomBytes(32);

/** Of the fleet bot: what it signs, the API believes. */
export const FLEET_TOKEN = '7654321:token-of-the-test-bot-aaaaaaaaaaaaaa';

/** What administrators' routes ask: no queue, no cache, no alarm. */
export const SYSTEM_AT_REST: ApiParts['system'] = {
  queues: {
    names: [],
    readDepths: () => Promise.resolve([]),
    redrive: () => Promise.reject(new Error('none')),
  },
  probeCache: () => Promise.resolve({ state: 'none', latencyMs: null }),
  sendRecords: () => Promise.reject(new Error('no queue')),
  alarms: { stage: 'test', readStates: () => Promise.resolve([]) },
};

export function startTestApi(url: string, change: Partial<ApiParts> = {}): TestApi {
  const databases = openTestDatabases(url, 2);
  const commandsQueue = recordingQueue();
  const errors: Error[] = [];
  const router = createApi({
    isFromEdge: admitEverybody,
    checkReadiness: () => Promise.resolve({ writer: 'ok', reader: 'ok' }),
    onError: (error) => errors.push(error),
  });
  addRoutes(router, {
    openDatabases: () => Promise.resolve(databases),
    commandsQueue,
    guard: { take: () => Promise.resolve({ ok: true }) },
    liveTable: { putTicket: () => Promise.resolve() },
    readTerminalKey: () => Promise.resolve(TERMINAL_KEY),
    hosts: {
      networks: 'outside',
      timeoutMs: 1_000,
      resolve: () => Promise.resolve([{ address: '10.20.0.7', family: 4 }]),
    },
    fleetBot: {
      readToken: () => Promise.resolve(FLEET_TOKEN),
      readUsername: () => Promise.resolve('telefleet_test_bot'),
      isOfTelegram: true,
    },
    users: openTestUsers(() => Promise.resolve(databases.write), { nowMs: () => api.now.getTime() }),
    joinMessages: (owner, accepted, newcomer, id) =>
      Promise.resolve(joinMessages(owner, accepted, { ...newcomer, bot: 'fleet' }, id)),
    system: SYSTEM_AT_REST,
    isBehindEdge: false,
    isAdministrator: (userId) => Promise.resolve(userId === 1),
    checksAnswers: true,
    hasDevLogin: true,
    newId: randomUUID,
    randomBytes: (count) => randomBytes(count),
    now: () => api.now,
    ...change,
  });

  const api: TestApi = {
    announced: commandsQueue.messages,
    errors,
    now: new Date(),
    async call(method, target, request = {}) {
      const { text, ...answer } = await api.ask(method, target, request);
      return { ...answer, body: object.parse(JSON.parse(text)) };
    },
    async ask(method, target, request = {}) {
      const answer = await router.resolve(eventOf(method, target, request), lambdaContext());
      const { statusCode, headers = {}, body = '', isBase64Encoded } = answer;
      const { cookies } = withCookies.parse(answer);
      const text = isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body;
      return { status: statusCode ?? 0, headers, cookies, text };
    },
    async tokenOf(telegramId) {
      const { body } = await api.call('POST', '/api/auth/dev-login', { body: { telegramId } });
      return z.object({ token: z.string() }).parse(body).token;
    },
    close: () => databases.end(),
  };
  return api;
}

function eventOf(method: string, target: string, { token, key, headers, cookies, body }: ApiRequest) {
  const { pathname, search, searchParams } = new URL(target, 'http://telefleet.example.com');
  const { requestContext } = health;
  const parameters = Object.fromEntries(searchParams);
  return {
    ...health,
    routeKey: 'ANY /api/{proxy+}',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(search === '' ? {} : { queryStringParameters: parameters }),
    ...(cookies === undefined ? {} : { cookies }),
    headers: {
      ...health.headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    requestContext: {
      ...requestContext,
      http: { ...requestContext.http, method, path: pathname, sourceIp: '203.0.113.9' },
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}
