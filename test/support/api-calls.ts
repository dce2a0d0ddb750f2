import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addRoutes } from '../../core/api/add-routes.ts';
import type { ApiParts } from '../../core/api/call.ts';
import { openDatabases } from '../../core/database/databases.ts';
import { createApi } from '../../core/http/api.ts';
import { admitEverybody } from '../../core/http/origin-check.ts';
import health from '../../events/serve-api.json' with { type: 'json' };
import { lambdaContext } from './lambda-context.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiRequest {
  readonly token?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; text is sent as it is. */
  readonly body?: unknown;
}

/** The HTTP API without a network: events in, answers out. */
export interface TestApi {
  call(method: string, target: string, request?: ApiRequest): Promise<ApiAnswer>;
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

export function startTestApi(url: string, change: Partial<ApiParts> = {}): TestApi {
  const databases = openDatabases({
    writer: { url },
    reader: { url },
    applicationName: 'test',
    maxConnections: 2,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
  const announced: unknown[] = [];
  const errors: Error[] = [];
  const router = createApi({
    isFromEdge: admitEverybody,
    checkReadiness: () => Promise.resolve({ writer: 'ok', reader: 'ok' }),
    onError: (error) => errors.push(error),
  });
  addRoutes(router, {
    openDatabases: () => Promise.resolve(databases),
    commandsQueue: {
      send: (messages) => {
        announced.push(...messages);
        return Promise.resolve();
      },
    },
    guard: { take: () => Promise.resolve({ ok: true }) },
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
    announced,
    errors,
    now: new Date(),
    async call(method, target, request = {}) {
      const answer = await router.resolve(eventOf(method, target, request), lambdaContext());
      const { statusCode, headers = {}, body = '' } = answer;
      return { status: statusCode ?? 0, headers, body: object.parse(JSON.parse(body)) };
    },
    async tokenOf(telegramId) {
      const { body } = await api.call('POST', '/api/auth/dev-login', { body: { telegramId } });
      return z.object({ token: z.string() }).parse(body).token;
    },
    close: () => databases.end(),
  };
  return api;
}

function eventOf(method: string, target: string, { token, key, headers, body }: ApiRequest) {
  const { pathname, search, searchParams } = new URL(target, 'http://telefleet.example.com');
  const { requestContext } = health;
  const parameters = Object.fromEntries(searchParams);
  return {
    ...health,
    routeKey: 'ANY /api/{proxy+}',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(search === '' ? {} : { queryStringParameters: parameters }),
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
