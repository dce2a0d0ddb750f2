import { Router } from '@aws-lambda-powertools/event-handler/http';
import type { Readiness } from '../database/check-readiness.ts';
import { classifyDatabaseFailure } from '../database/sqlstate.ts';
import { answerJson, answerProblem, NOT_FROM_EDGE, type Problem, ProblemError } from './answers.ts';
import { readHttpRequest } from './http-request.ts';
import type { OriginCheck } from './origin-check.ts';

export interface ApiNeeds {
  readonly isFromEdge: OriginCheck;
  readonly checkReadiness: () => Promise<Readiness>;
  /** Told of what became a 500 or a 503. */
  readonly onError: (error: Error) => void;
}

/** Route 53 and the other region ask these past CloudFront, and neither can send a header of ours. They tell nothing but how we are. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/health', '/ready']);

const AWAY: Problem = Object.freeze({
  status: 503,
  title: 'Not now',
  detail:
    'The database does not answer, or takes no writes in this region. Ask again in a few seconds; a command, with the same Idempotency-Key.',
  headers: { 'retry-after': '5' },
});

const FAILED: Problem = Object.freeze({
  status: 500,
  title: 'Failed',
  detail: "Ask again; the function's log says why.",
});

const ADDRESS_UNREADABLE: Problem = Object.freeze({
  status: 400,
  title: 'Invalid address',
  detail:
    'A `%` in the path is not followed by what it encodes. Encode names as UTF-8: `%25` for a percent sign.',
});

/** What is served over HTTP besides Telegram's updates: the door and its health. Who makes it adds what there is behind (`core/api`). */
export function createApi({ isFromEdge, checkReadiness, onError }: ApiNeeds): Router {
  const api = new Router({ logger: { debug: ignore, info: ignore, warn: ignore, error: ignore } });

  api.use(async ({ reqCtx, next }) => {
    const { pathname } = new URL(reqCtx.req.url);
    if (OPEN_PATHS.has(pathname) || (await isFromEdge(readHttpRequest(reqCtx.event)))) return next();
    return answerProblem(NOT_FROM_EDGE);
  });

  api.use(async ({ reqCtx, next }) => {
    await next();
    // As bytes: of a text the router would take off the mark that tells spreadsheets how to read it.
    if (reqCtx.res.headers.has('content-disposition')) reqCtx.isBase64Encoded = true;
  });

  // Without any question to others: it says that this region's door and function work, whatever the database does.
  api.get('/health', () => answerJson(200, { status: 'ok' }));

  // DNS follows it (lib/constructs/failover-records.ts): a region whose database takes no writes must not be asked.
  api.get('/ready', async () => {
    const checks = await checkReadiness();
    if (checks.writer === 'ok' && checks.reader === 'ok') return answerJson(200, { status: 'ok', checks });
    return answerProblem({
      status: 503,
      title: 'Not ready',
      detail:
        'The database does not answer, or takes no writes: see `checks`, and the section on it in the runbook.',
      extra: { checks },
    });
  });

  api.notFound(() =>
    Promise.resolve(
      answerProblem({
        status: 404,
        title: 'Not found',
        detail:
          '`/api/openapi.json` and docs/http-api.md say what is served; `/health` and `/ready` say how it is.',
      }),
    ),
  );
  api.errorHandler(Error, (error) => Promise.resolve(answerProblem(problemOf(error, onError))));
  return api;
}

function problemOf(error: Error, onError: ApiNeeds['onError']): Problem {
  // Of the router, which decodes the path.
  if (error instanceof URIError) return ADDRESS_UNREADABLE;
  const told = error instanceof ProblemError ? error.problem : undefined;
  const problem = told ?? (classifyDatabaseFailure(error) === 'not-now' ? AWAY : FAILED);
  if (problem.status >= 500)
    onError(error.cause instanceof Error && told !== undefined ? error.cause : error);
  return problem;
}

function ignore(): void {
  // What the router would print is told by `onError`.
}
