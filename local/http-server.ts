import { createServer } from 'node:http';
import { PortTakenError } from './process/ports.ts';

/** What the runner's own HTTP port tells. */
export interface RunnerView {
  /** Steps that are not done yet; empty: all is up. */
  readonly missing: () => readonly string[];
  readonly status: () => object;
  /** Plain text: what is where. */
  readonly overview: () => string;
}

export interface RunnerServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `/ready` (200 once all is up, else 503 with what is missing), `/health`, `/status`, and a page of text at `/`.
 * @throws PortTakenError
 */
export async function startRunnerServer(port: number, view: RunnerView): Promise<RunnerServer> {
  const server = createServer((request, response) => {
    const answer = (code: number, body: object | string): void => {
      const isText = typeof body === 'string';
      response.writeHead(code, {
        'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
        'cache-control': 'no-store',
      });
      response.end(isText ? body : `${JSON.stringify(body)}\n`);
    };
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, { error: 'GET only' });
    else if (path === '/health') answer(200, { status: 'ok' });
    else if (path === '/ready') {
      const missing = view.missing();
      answer(missing.length === 0 ? 200 : 503, { ready: missing.length === 0, missing });
    } else if (path === '/status') answer(200, view.status());
    else if (path === '/') answer(200, view.overview());
    else answer(404, { error: `there is no ${path}` });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new PortTakenError('TCP', port, error.message)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
