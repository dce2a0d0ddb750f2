import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer } from './command-gateway.ts';

/** Whoever opens a connection and says nothing holds it no longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface HealthProbes {
  /** Undefined when ready, otherwise what is missing. */
  readonly notReadyBecause: () => string | undefined;
  readonly metricsText: () => Promise<string>;
  /** `POST /commands`. */
  readonly postCommands: (request: IncomingMessage) => Promise<HttpAnswer>;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The task's HTTP server: health on TCP, apart from the socket it speaks of (`/health`: the process answers, `/ready`: it receives),
 * `/metrics`, and the command gateway.
 */
export async function startHealthServer(
  host: string,
  port: number,
  probes: HealthProbes,
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    const path = request.url?.split('?')[0];
    if (path === '/health') return answer(200, 'application/json', '{"status":"ok"}\n');
    if (path === '/ready') {
      const reason = probes.notReadyBecause();
      return reason === undefined
        ? answer(200, 'application/json', '{"status":"ready"}\n')
        : answer(503, 'application/json', `${JSON.stringify({ status: 'not-ready', reason })}\n`);
    }
    if (path === '/metrics') {
      probes.metricsText().then(
        (text) => answer(200, 'text/plain; version=0.0.4', text),
        () => answer(500, 'text/plain', 'metrics could not be collected\n'),
      );
      return;
    }
    if (path === '/commands' && request.method === 'POST') {
      probes.postCommands(request).then(
        ({ status, body }) => {
          // What was not read of a body that is too long goes with the connection.
          if (!request.complete) response.setHeader('connection', 'close');
          answer(status, 'application/json', `${JSON.stringify(body)}\n`);
        },
        () => answer(500, 'application/json', '{"error":"the request could not be read"}\n'),
      );
      return;
    }
    answer(404, 'text/plain', 'try /health, /ready or /metrics\n');
  });
  await listen(server, host, port);
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the health server has no TCP address');
  return address.port;
}
