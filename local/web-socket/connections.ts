import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { readBody } from '../http/read-body.ts';
import type { Connection } from './socket-event.ts';

/** API Gateway's limit for a message, either way. */
export const MAX_MESSAGE_BYTES = 128 * 1024;

interface OpenConnection {
  readonly connection: Connection;
  readonly socket: WebSocket;
  lastActiveAt: Date;
}

/** Ids look like API Gateway's: an equals sign has to be encoded in the path, which is easily forgotten. */
export function createConnectionId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** The connections that are open, and the endpoint by which functions speak to them. */
export class Connections {
  readonly #open = new Map<string, OpenConnection>();

  get size(): number {
    return this.#open.size;
  }

  add(connection: Connection, socket: WebSocket): void {
    this.#open.set(connection.id, { connection, socket, lastActiveAt: connection.connectedAt });
  }

  remove(id: string): void {
    this.#open.delete(id);
  }

  touch(id: string, now: Date): void {
    const found = this.#open.get(id);
    if (found !== undefined) found.lastActiveAt = now;
  }

  terminateAll(): void {
    for (const { socket } of this.#open.values()) socket.terminate();
  }

  /** `POST`, `GET`, `DELETE` of `@connections/{id}`: 410 for a connection that is gone, 413 for a message above 128 KB. */
  async manage(request: IncomingMessage, response: ServerResponse, encodedId: string): Promise<void> {
    const id = decodeURIComponent(encodedId);
    const answer = (code: number, body?: object): void => {
      response.writeHead(code, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const found = this.#open.get(id);
    const body = await readBody(request, MAX_MESSAGE_BYTES);
    if (found === undefined) {
      // The SDK knows its errors by this header.
      response.setHeader('x-amzn-errortype', 'GoneException');
      answer(410, { message: 'Gone' });
    } else if (request.method === 'POST') {
      if (body === undefined) {
        response.setHeader('x-amzn-errortype', 'PayloadTooLargeException');
        answer(413, { message: 'Payload too large' });
        return;
      }
      found.socket.send(body.toString('utf8'));
      found.lastActiveAt = new Date();
      answer(200);
    } else if (request.method === 'GET') {
      const { connectedAt, sourceIp, userAgent } = found.connection;
      answer(200, { connectedAt, lastActiveAt: found.lastActiveAt, identity: { sourceIp, userAgent } });
    } else if (request.method === 'DELETE') {
      found.socket.close(1000);
      answer(204);
    } else answer(405, { message: 'Method Not Allowed' });
  }
}
