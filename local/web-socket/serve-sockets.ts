import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RouteWiring, WebSocketApiWiring } from '../assembly/wiring.ts';
import type { RequestHandler } from '../http/serve-routes.ts';
import { Connections, createConnectionId, MAX_MESSAGE_BYTES } from './connections.ts';
import { selectRoute } from './select-route.ts';
import {
  type Connection,
  connectEvent,
  disconnectEvent,
  messageEvent,
  type SocketEvent,
} from './socket-event.ts';

/** API Gateway ends a connection that was silent for ten minutes, and any after two hours. */
const IDLE_MS = 600_000;
const LONGEST_MS = 7_200_000;
/** A stop waits this long for the functions to hear of the connections that ended. */
const LAST_EVENTS_MS = 2_000;

export interface SocketsOptions {
  readonly server: Server;
  readonly apis: readonly WebSocketApiWiring[];
  /** Those of other APIs are passed over. */
  readonly routes: readonly RouteWiring[];
  /** @throws when the function throws, times out or dies */
  readonly invoke: (functionArn: string, event: object) => Promise<unknown>;
  readonly onFailure: (functionArn: string, error: unknown) => void;
}

export interface Sockets {
  /** Answers requests to `/{stage}/@connections/{id}`; `undefined` for any other path. */
  managementOf(path: string): RequestHandler | undefined;
  close(): Promise<void>;
}

const connectAnswer = z.object({ statusCode: z.coerce.number().int().min(100).max(599) });

/**
 * What a WebSocket API does between clients at `ws://.../{stage}` and the functions behind its routes: `$connect` decides whether a client
 * gets in, messages go by the selection expression, `$disconnect` is told once and may be lost.
 */
export function serveSockets(options: SocketsOptions): Sockets {
  const { server, apis, routes, invoke, onFailure } = options;
  const connections = new Connections();
  const ending = new Set<Promise<unknown>>();
  const acceptor = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
  });

  const routeOf = (apiId: string, key: string): RouteWiring | undefined =>
    routes.find((route) => route.apiId === apiId && route.routeKey === key);

  /** @throws what the function throws, after it has been reported */
  const send = async (route: RouteWiring, event: SocketEvent): Promise<unknown> => {
    try {
      return await invoke(route.functionArn, event);
    } catch (error) {
      onFailure(route.functionArn, error);
      throw error;
    }
  };

  /** @returns the status of the handshake: what `$connect` says; 200 without such a route */
  const admit = async (connection: Connection, request: IncomingMessage): Promise<number> => {
    const route = routeOf(connection.api.apiId, '$connect');
    if (route === undefined) return 200;
    try {
      const answer = await send(route, connectEvent(connection, request, new Date()));
      return connectAnswer.safeParse(answer).data?.statusCode ?? 500;
    } catch {
      return 500;
    }
  };

  const onMessage = async (connection: Connection, socket: WebSocket, text: string): Promise<void> => {
    const { apiId, routeSelectionExpression } = connection.api;
    const ofApi = routes.filter((route) => route.apiId === apiId);
    const key = selectRoute(routeSelectionExpression, text, new Set(ofApi.map(({ routeKey }) => routeKey)));
    const event = messageEvent(connection, key ?? '', text, new Date());
    const refuse = (message: string): void =>
      socket.send(
        JSON.stringify({ message, connectionId: connection.id, requestId: event.requestContext.requestId }),
      );
    const route = key === undefined ? undefined : routeOf(apiId, key);
    if (route === undefined) {
      refuse('Forbidden');
      return;
    }
    try {
      await send(route, event);
    } catch {
      refuse('Internal server error');
    }
  };

  const serve = (connection: Connection, socket: WebSocket): void => {
    connections.add(connection, socket);
    const idle = setTimeout(() => socket.close(1001, 'Going away'), IDLE_MS);
    const longest = setTimeout(() => socket.close(1001, 'Going away'), LONGEST_MS);
    // A message that is too large closes the socket with 1009 by itself.
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      idle.refresh();
      connections.touch(connection.id, new Date());
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
      // Binary frames are not supported there either.
      if (isBinary) socket.close(1003);
      else void onMessage(connection, socket, text);
    });
    socket.once('close', (code, reason) => {
      clearTimeout(idle);
      clearTimeout(longest);
      connections.remove(connection.id);
      tellDisconnect(connection, code, reason.toString());
    });
  };

  const tellDisconnect = (connection: Connection, code: number, reason: string): void => {
    const route = routeOf(connection.api.apiId, '$disconnect');
    if (route === undefined) return;
    const telling = send(route, disconnectEvent(connection, code, reason, new Date()))
      .catch(() => undefined)
      .finally(() => ending.delete(telling));
    ending.add(telling);
  };

  const onUpgrade = async (request: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> => {
    const stage = request.url?.split('?')[0]?.slice(1);
    const api = apis.find(({ stageName }) => stageName === stage);
    if (api === undefined) {
      refuseUpgrade(raw, 403);
      return;
    }
    const connection: Connection = {
      id: createConnectionId(),
      api,
      connectedAt: new Date(),
      host: request.headers.host ?? 'localhost',
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    };
    const status = await admit(connection, request);
    if (status < 200 || status > 299) refuseUpgrade(raw, status);
    else if (raw.destroyed) tellDisconnect(connection, 1006, '');
    else acceptor.handleUpgrade(request, raw, head, (socket) => serve(connection, socket));
  };

  server.on('upgrade', (request, raw, head) => {
    // A client that leaves during the handshake.
    raw.on('error', () => undefined);
    void onUpgrade(request, raw, head);
  });

  return {
    managementOf: (path) => {
      const [, stage, word, id] = path.split('/');
      if (word !== '@connections' || id === undefined) return undefined;
      if (!apis.some(({ stageName }) => stageName === stage)) return undefined;
      return (request, response) => {
        connections.manage(request, response, id).catch(() => response.destroy());
      };
    },
    close: async () => {
      connections.terminateAll();
      const deadline = Date.now() + LAST_EVENTS_MS;
      while ((connections.size > 0 || ending.size > 0) && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

function refuseUpgrade(raw: Duplex, status: number): void {
  raw.end(`HTTP/1.1 ${status} \r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
