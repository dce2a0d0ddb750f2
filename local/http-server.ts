import { createServer, type Server, type ServerResponse } from 'node:http';
import type { ConsoleFiles } from './console/read-console.ts';
import { findConsoleFile, sendConsoleFile } from './console/serve-console.ts';
import type { RequestHandler } from './http/serve-routes.ts';
import { PortTakenError } from './process/ports.ts';

/** What the runner's own HTTP port tells. */
export interface RunnerView {
  /** Steps that are not done yet; empty: all is up. */
  readonly missing: () => readonly string[];
  readonly status: () => object;
  /** Plain text: what is where. */
  readonly overview: () => string;
  /** The chat page, when there is one. */
  readonly chatsUrl?: () => string | undefined;
  /** The console's pages, once they are built. */
  readonly console?: () => ConsoleFiles | undefined;
}

export interface RunnerServer {
  readonly url: string;
  readonly server: Server;
  /** Everything that is not the runner's own page goes there from now on; until then it is answered 503. */
  serveApi(handler: RequestHandler): void;
  close(): Promise<void>;
}

/**
 * `/ready` (200 once all is up, else 503 with what is missing), `/status`, the way to the chat page at `/chats`, a page of text at `/` for programs and, for browsers, the console at `/` and below. These belong to the runner
 * whatever the template says, since people and scripts wait on them; every other path, `/health` too, belongs to the template's routes.
 * @throws PortTakenError
 */
export async function startRunnerServer(port: number, view: RunnerView): Promise<RunnerServer> {
  let api: RequestHandler = (_, response) => answer(response, 503, { message: 'Service Unavailable' });
  const pages = new Map<string, (response: ServerResponse) => void>([
    [
      '/ready',
      (response) => {
        const missing = view.missing();
        answer(response, missing.length === 0 ? 200 : 503, { ready: missing.length === 0, missing });
      },
    ],
    ['/status', (response) => answer(response, 200, view.status())],
    ['/', (response) => answer(response, 200, view.overview())],
    // For the console, which shows that page in a frame; a redirect to another origin is told to no script.
    ['/chats/address', (response) => answer(response, 200, { url: view.chatsUrl?.() ?? null })],
    [
      '/chats',
      (response) => {
        const url = view.chatsUrl?.();
        if (url === undefined) answer(response, 404, 'There is no chat page: the bots speak to Telegram.\n');
        else response.writeHead(302, { location: url, 'cache-control': 'no-store' }).end();
      },
    ],
  ]);
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const file = findConsoleFile(view.console?.(), {
      method: request.method,
      path,
      accept: request.headers.accept,
    });
    if (file !== undefined) {
      sendConsoleFile(file, request, response, view.chatsUrl?.());
      return;
    }
    const page = pages.get(path);
    if (page === undefined) api(request, response);
    else if (request.method === 'GET' || request.method === 'HEAD') page(response);
    else answer(response, 405, { error: 'GET only' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new PortTakenError('TCP', port, error.message)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    server,
    serveApi: (handler) => {
      api = handler;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, code: number, body: object | string): void {
  const isText = typeof body === 'string';
  response.writeHead(code, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
  });
  response.end(isText ? body : `${JSON.stringify(body)}\n`);
}
