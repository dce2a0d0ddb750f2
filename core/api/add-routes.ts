import type { Router } from '@aws-lambda-powertools/event-handler/http';
import * as z from 'zod';
import { answerJson, type TextAnswer } from '../http/answers.ts';
import { takeOpenCall } from './auth/address-limits.ts';
import { refuseOtherSites } from './auth/other-sites.ts';
import { type ApiParts, open, type OpenCall, type Route, signIn } from './call.ts';
import type { RouteDefinition } from './define-route.ts';
import { describeApi } from './describe-api.ts';
import { readJsonBody, readQuery } from './read-input.ts';
import { LOCAL_ROUTES, ROUTES } from './routes.ts';

/** Adds what people and their programs ask of their fleets: `/api/...`. */
export function addRoutes(api: Router, parts: ApiParts): void {
  const served = parts.hasDevLogin ? [...ROUTES, ...LOCAL_ROUTES] : ROUTES;
  for (const route of served) api.route(serve(parts, route), { method: route.method, path: pathOf(route) });
  // Half a second of work, which anybody may ask for: done once.
  let described: ReturnType<typeof describeApi> | undefined;
  api.get('/api/openapi.json', () => {
    described ??= describeApi(served);
    return answerJson(200, described, { 'cache-control': 'public, max-age=300' });
  });
}

/** The router takes a path as a literal type; the definitions' paths are checked by a test. */
function pathOf({ path }: RouteDefinition): `/${string}` {
  return `/${path.slice(1)}`;
}

const NOTHING = z.strictObject({});

function serve(parts: ApiParts, route: RouteDefinition): Route {
  return open(parts, async (call) => {
    const asked = await admit(call, route);
    const query = readQuery(call.request, route.query ?? NOTHING);
    const body = route.body === null ? undefined : readJsonBody(call.request, route.body, route.maxBodyBytes);
    const answer = await route.run(asked, query, body);
    if ('statusCode' in answer) return answer;
    const written = answerJson(route.status ?? 200, answer.json, answer.headers);
    if (parts.checksAnswers === true) checkAnswer(route, written);
    return written;
  });
}

async function admit(call: OpenCall, route: RouteDefinition): Promise<OpenCall> {
  const { access = 'person' } = route;
  if (access !== 'anybody') return signIn(call, access);
  if (route.method !== 'GET') refuseOtherSites(call.request);
  // On one machine everybody has one address.
  if (!LOCAL_ROUTES.includes(route)) await takeOpenCall(call);
  return call;
}

/** @throws Error when the description says something else than what is answered */
function checkAnswer({ method, path, answer }: RouteDefinition, { body }: TextAnswer): void {
  const parsed = answer.safeParse(JSON.parse(body));
  if (!parsed.success)
    throw new Error(`${method} ${path} answers otherwise: ${z.prettifyError(parsed.error)}`);
}
