import type { IncomingHttpHeaders } from 'node:http';
import type { RouteMatch } from './route-table.ts';

/** What came in, and what only the server knows of it. */
export interface HttpRequest {
  readonly method: string;
  /** As in the request line: path and query, encoded. */
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly receivedAt: Date;
}

/** What API Gateway hands over as text; all else, a form too, comes in base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml)|application\/.*\+json)\s*(;|$)/i;

/**
 * The event of an HTTP API, payload format 2.0. What is easily got wrong: header names are in lower case and repeated ones joined, cookies
 * stand apart, `rawPath` is decoded while `rawQueryString` is not, and what is empty is left out.
 * @param accountId of this machine's stand-ins
 */
export function createHttpEvent(
  request: HttpRequest,
  { route, pathParameters }: RouteMatch,
  accountId: string,
): object {
  const { cookie, ...headers } = request.headers;
  const [, query] = splitTarget(request.target);
  const path = decodedPath(request.target);
  const host = headers.host ?? 'localhost';
  const isText = TEXT_TYPES.test(headers['content-type'] ?? '');
  const parameters = joinRepeated(new URLSearchParams(query));
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: {
      ...joinedHeaders(headers),
      'x-forwarded-for': [headers['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', '),
      'x-forwarded-proto': 'http',
    },
    ...(Object.keys(parameters).length === 0 ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId,
      apiId: route.apiId,
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: commonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt.getTime(),
    },
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** Decoded; as it is when it cannot be decoded. */
export function decodedPath(target: string): string {
  const [path] = splitTarget(target);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function splitTarget(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function joinRepeated(parameters: URLSearchParams): Record<string, string> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}

function joinedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value] as const],
    ),
  );
}

/** `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
