import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PortTakenError } from '../process/ports.ts';
import { BotApiError } from './bot-api-error.ts';
import { FileStore } from './files.ts';
import type { MethodNeeds } from './methods/method.ts';
import { callMethod } from './methods/table.ts';
import { createPace, type TakeMessage } from './pace.ts';
import { readParameters } from './parameters.ts';
import { PersonActs } from './person-acts.ts';
import { type PageNeeds, servePage } from './serve-page.ts';
import type { BotAccount, State } from './state.ts';
import { UpdatePolls } from './update-polls.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import { World } from './world.ts';

/** Longer ones are no tokens. */
const TOKEN = /^([1-9]\d{0,14}):[A-Za-z0-9_-]{1,80}$/;

/** What bots may download. */
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

export interface BotApiOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly state: State;
  readonly filesDir: string;
  readonly pageDir: string;
  readonly botNames: ReadonlyMap<number, string>;
  /** Without: no 429. @default true */
  readonly hasLimits?: boolean;
  /** Chats that nobody has opened are there as soon as a bot writes to them. @default false */
  readonly admitsAnyone?: boolean;
  readonly nowMs: () => number;
  readonly onChange: () => void;
  /** Told of what is a fault of this program. */
  readonly onFailure: (error: unknown) => void;
}

export interface BotApiServer {
  /** As `TELEGRAM_API_ROOT`, and the address of the chat page. */
  readonly url: string;
  readonly world: World;
  /** What the persons do. */
  readonly acts: PersonActs;
  close(): Promise<void>;
}

/**
 * Telegram's Bot API on this machine, and a page in which people talk to the bots.
 * @throws PortTakenError
 */
export async function startBotApiServer(options: BotApiOptions): Promise<BotApiServer> {
  const world = new World({
    state: options.state,
    nowMs: options.nowMs,
    botNames: options.botNames,
    admitsAnyone: options.admitsAnyone ?? false,
  });
  const files = new FileStore(options.filesDir);
  const acts = new PersonActs(world, files);
  const unlimited: TakeMessage = () => undefined;
  const needs: MethodNeeds = {
    world,
    files,
    polls: new UpdatePolls(),
    takeMessage: options.hasLimits === false ? unlimited : createPace(options.nowMs),
  };
  const delivery = new WebhookDelivery(world, (bot, { method, ...values }) => {
    // Nobody hears whether it worked: that is how it is at Telegram.
    const call = { values, files: new Map() };
    callMethod(needs, bot, method, call, new AbortController().signal).catch((error: unknown) => {
      if (!(error instanceof BotApiError)) options.onFailure(error);
    });
  });
  world.onUpdate((bot) => {
    needs.polls.wake(bot);
    delivery.wake(bot);
    options.onChange();
  });
  world.onEvent(options.onChange);

  const page: PageNeeds = { world, acts, files, pageDir: options.pageDir };
  const server = createServer((request, response) => {
    answer(needs, page, request, response).catch((error: unknown) => {
      options.onFailure(error);
      if (response.headersSent) response.destroy();
      else sendError(response, new BotApiError(500, 'Internal Server Error'));
    });
  });
  // Benchmarks and telegraf keep connections between calls.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new PortTakenError('TCP', options.port, error.message)));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  for (const bot of world.state.bots) delivery.wake(bot);

  return {
    url: `http://127.0.0.1:${port}`,
    world,
    acts,
    close: () =>
      new Promise((resolve) => {
        delivery.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  needs: MethodNeeds,
  page: PageNeeds,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://127.0.0.1');
  if (url === null || isForeign(request, url.pathname)) {
    sendError(response, new BotApiError(403, 'Forbidden: this server answers its own machine only'));
    return;
  }
  const [, isFile, token = '', rest = ''] = /^\/(file\/)?bot([^/]*)\/(.+)$/.exec(url.pathname) ?? [];
  if (rest === '') {
    await servePage(page, request, response, url);
    return;
  }
  try {
    const bot = botOf(needs.world, decodeURIComponent(token));
    if (isFile !== undefined) await sendFile(needs, response, rest);
    else {
      const parameters = await readParameters(request, url.searchParams);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const result = await callMethod(needs, bot, rest, parameters, gone.signal);
      send(response, 200, { ok: true, result });
    }
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error;
    sendError(response, error);
  }
}

function botOf(world: World, token: string): BotAccount {
  const id = TOKEN.exec(token)?.[1];
  if (id === undefined) throw new BotApiError(401, 'Unauthorized');
  return world.bot(Number(id));
}

async function sendFile({ files }: MethodNeeds, response: ServerResponse, path: string): Promise<void> {
  const content = await files.read(path.replace(/^documents\//, ''));
  if (content === undefined || content.length > MAX_DOWNLOAD_BYTES) throw new BotApiError(404, 'Not Found');
  response
    .writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length })
    .end(content);
}

/**
 * Pages of other sites may not reach in here through the browser of who runs this: neither by a name of theirs that leads to 127.0.0.1 (the
 * Host header then has that name), nor by a request from their own page. A link that leads to the page is fine.
 */
function isForeign({ headers, method }: IncomingMessage, path: string): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host)) return true;
  if (path === '/' && method === 'GET') return false;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return true;
  return headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site';
}

function sendError(response: ServerResponse, { errorCode, message, retryAfterS }: BotApiError): void {
  send(response, errorCode, {
    ok: false,
    error_code: errorCode,
    description: message,
    ...(retryAfterS === undefined ? {} : { parameters: { retry_after: retryAfterS } }),
  });
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
