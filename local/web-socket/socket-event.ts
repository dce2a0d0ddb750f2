import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocketApiWiring } from '../assembly/wiring.ts';

export interface Connection {
  readonly id: string;
  readonly api: WebSocketApiWiring;
  readonly connectedAt: Date;
  readonly host: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

export interface SocketEvent {
  readonly requestContext: { readonly requestId: string } & Readonly<Record<string, unknown>>;
}

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

function createContext(
  connection: Connection,
  eventType: EventType,
  routeKey: string,
  now: Date,
): SocketEvent['requestContext'] {
  const requestId = randomUUID();
  return {
    routeKey,
    eventType,
    messageDirection: 'IN',
    stage: connection.api.stageName,
    apiId: connection.api.apiId,
    connectionId: connection.id,
    connectedAt: connection.connectedAt.getTime(),
    domainName: connection.host,
    requestId,
    extendedRequestId: requestId,
    requestTimeEpoch: now.getTime(),
    identity: { sourceIp: connection.sourceIp, userAgent: connection.userAgent },
  };
}

/** The request of the handshake: the only event of a connection that has headers and a query. */
export function connectEvent(connection: Connection, request: IncomingMessage, now: Date): SocketEvent {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const names = [...new Set(query.keys())];
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat()] as const],
  );
  return {
    requestContext: createContext(connection, 'CONNECT', '$connect', now),
    ...{
      headers: Object.fromEntries(headers.map(([name, values]) => [name, values.join(',')])),
      multiValueHeaders: Object.fromEntries(headers),
      isBase64Encoded: false,
    },
    ...(names.length === 0
      ? {}
      : {
          queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)])),
          multiValueQueryStringParameters: Object.fromEntries(
            names.map((name) => [name, query.getAll(name)]),
          ),
        }),
  };
}

export function messageEvent(connection: Connection, routeKey: string, body: string, now: Date): SocketEvent {
  const requestContext = {
    ...createContext(connection, 'MESSAGE', routeKey, now),
    messageId: randomUUID(),
  };
  return { requestContext, ...{ body, isBase64Encoded: false } };
}

/** @param code as the client's or the server's close frame has it; 1006 when there was none */
export function disconnectEvent(
  connection: Connection,
  code: number,
  reason: string,
  now: Date,
): SocketEvent {
  const requestContext = {
    ...createContext(connection, 'DISCONNECT', '$disconnect', now),
    disconnectStatusCode: code,
    disconnectReason: reason,
  };
  return { requestContext, ...{ isBase64Encoded: false } };
}
