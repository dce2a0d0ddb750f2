import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteWiring } from '../assembly/wiring.ts';
import { gatewayAnswer, type HttpAnswer, toHttpAnswer } from './http-answer.ts';
import { createHttpEvent, decodedPath } from './http-event.ts';
import { readBody } from './read-body.ts';
import { RouteTable } from './route-table.ts';

/** API Gateway's limit for a request's body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Lambda's for the whole event, in which a body that is no text stands as base64. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

export interface RoutesOptions {
  readonly routes: readonly RouteWiring[];
  readonly accountId: string;
  /** @throws when the function throws, times out or dies */
  readonly invoke: (functionArn: string, event: object) => Promise<unknown>;
  /** Told of what API Gateway would only write into its log. */
  readonly onFailure: (functionArn: string, error: unknown) => void;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * What an HTTP API does between a client and the functions behind its routes. Its own answers are 404 without a route, 413 above 10 MB of body or 6 MB of event,
 * 500 for a function that failed and 503 for one that has not answered in the integration's time.
 */
export function serveRoutes(options: RoutesOptions): RequestHandler {
  const table = new RouteTable(options.routes);
  return (request, response) => {
    answerTo(request, table, options).then(
      (answer) => send(response, answer),
      // The client went away in the middle of its own request.
      () => response.destroy(),
    );
  };
}

async function answerTo(
  request: IncomingMessage,
  table: RouteTable,
  { accountId, invoke, onFailure }: RoutesOptions,
): Promise<HttpAnswer> {
  const { method = 'GET', url: target = '/' } = request;
  const match = table.match(method, decodedPath(target));
  if (match === undefined) return gatewayAnswer(404, 'Not Found');
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
  const received = {
    method,
    target,
    httpVersion: request.httpVersion,
    headers: request.headers,
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    requestId: randomUUID(),
    receivedAt: new Date(),
  };
  const { functionArn, timeoutMs } = match.route;
  const event = createHttpEvent(received, match, accountId);
  if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES)
    return gatewayAnswer(413, 'Request Entity Too Large');
  const late = Promise.withResolvers<HttpAnswer>();
  const timer = setTimeout(() => late.resolve(gatewayAnswer(503, 'Service Unavailable')), timeoutMs);
  const answering = invoke(functionArn, event).then(toHttpAnswer, (error: unknown) => {
    onFailure(functionArn, error);
    return gatewayAnswer(500, 'Internal Server Error');
  });
  try {
    return await Promise.race([answering, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function send(response: ServerResponse, { statusCode, headers, cookies, body }: HttpAnswer): void {
  try {
    response.writeHead(statusCode, {
      ...headers,
      ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }),
    });
    response.end(response.req.method === 'HEAD' ? undefined : body);
  } catch {
    // The function named a header that HTTP does not allow.
    const { body: text } = gatewayAnswer(500, 'Internal Server Error');
    response.writeHead(500, { 'content-type': 'application/json' }).end(text);
  }
}
