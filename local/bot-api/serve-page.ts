import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readBody } from '../http/read-body.ts';
import { errorCode, errorMessage } from '../process/errors.ts';
import { badRequest, BotApiError } from './bot-api-error.ts';
import type { FileStore } from './files.ts';
import { answerAct, readMessages, readOverview } from './page-api.ts';
import type { PersonActs } from './person-acts.ts';
import { PersonUnknownError, type World } from './world.ts';

const MAX_FILE_BYTES = 50 * 1024 * 1024;
const MAX_ACT_BYTES = 512 * 1024;
const HEARTBEAT_MS = 20_000;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Shown in the page; whatever else was uploaded is only ever downloaded. */
const SHOWN_IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
    // The console of this machine shows the page in a frame.
    "base-uri 'none'; form-action 'none'; frame-ancestors http://127.0.0.1:* http://localhost:*",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export interface PageNeeds {
  readonly world: World;
  readonly acts: PersonActs;
  readonly files: FileStore;
  /** Folder of the page's own files. */
  readonly pageDir: string;
}

/** The chat page: its files, what it asks for, what it does, and what it hears of while it is open. */
export async function servePage(
  needs: PageNeeds,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    if (request.method === 'GET') await answerGet(needs, response, url);
    else if (request.method === 'POST') sendJson(response, 200, await answerPost(needs, request, url));
    else sendJson(response, 405, { error: 'GET or POST' });
  } catch (error) {
    if (error instanceof BotApiError)
      sendJson(response, error.errorCode, { error: error.message.replace('Bad Request: ', '') });
    else if (error instanceof PersonUnknownError) sendJson(response, 404, { error: error.message });
    else throw error;
  }
}

async function answerGet(needs: PageNeeds, response: ServerResponse, url: URL): Promise<void> {
  const personId = Number(url.searchParams.get('person'));
  switch (url.pathname) {
    case '/page/overview':
      sendJson(response, 200, readOverview(needs.world, personId));
      return;
    case '/page/messages':
      sendJson(response, 200, readMessages(needs.world, personId, url.searchParams.get('chat') ?? ''));
      return;
    case '/page/events':
      streamEvents(needs.world, response);
      return;
    default:
  }
  const fileId = /^\/page\/files\/([0-9a-f-]{36})$/.exec(url.pathname)?.[1];
  if (fileId !== undefined) await sendFile(needs, response, fileId, url);
  else await sendPageFile(needs.pageDir, response, url.pathname);
}

async function answerPost({ acts }: PageNeeds, request: IncomingMessage, url: URL): Promise<unknown> {
  const name = /^\/page\/acts\/([a-z]+)$/.exec(url.pathname)?.[1] ?? '';
  if (name === 'file') {
    const content = await readBody(request, MAX_FILE_BYTES);
    if (content === undefined) throw badRequest('a file has at most 50 MB here');
    return acts.sendFile(Number(url.searchParams.get('person')), url.searchParams.get('chat') ?? '', {
      name: (url.searchParams.get('name') ?? '').slice(0, 255),
      mimeType: request.headers['content-type'] ?? '',
      content,
    });
  }
  const body = await readBody(request, MAX_ACT_BYTES);
  if (body === undefined) throw badRequest('message is too long');
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw badRequest(errorMessage(error));
  }
  return answerAct(acts, name, json);
}

/** Server-sent events; the browser asks again by itself when the connection breaks. */
function streamEvents(world: World, response: ServerResponse): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  const stop = world.onEvent((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
}

async function sendPageFile(pageDir: string, response: ServerResponse, path: string): Promise<void> {
  const name = path === '/' ? 'index.html' : /^\/page\/([a-z-]+\.(?:css|mjs|svg))$/.exec(path)?.[1];
  const type = TYPES[name?.split('.').at(-1) ?? ''];
  try {
    if (name === undefined || type === undefined) throw new PersonUnknownError('there is no such page');
    const content = await readFile(join(pageDir, name));
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type }).end(content);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new PersonUnknownError('there is no such page');
  }
}

/** What people and bots have sent comes from anywhere: it is downloaded, never run, and only pictures are shown. */
async function sendFile(
  { world, files }: PageNeeds,
  response: ServerResponse,
  fileId: string,
  url: URL,
): Promise<void> {
  const content = await files.read(fileId);
  if (content === undefined) throw new PersonUnknownError('there is no such file');
  const document = world.state.conversations
    .flatMap(({ messages }) => messages)
    .find((message) => message.document?.file_id === fileId)?.document;
  const asked = url.searchParams.get('as') ?? '';
  const type = SHOWN_IMAGES.has(asked) ? asked : 'application/octet-stream';
  const name = encodeURIComponent(document?.file_name ?? 'file').replaceAll("'", '%27');
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-length': content.length,
    'content-disposition': `${SHOWN_IMAGES.has(asked) ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`,
  });
  response.end(content);
}

function sendJson(response: ServerResponse, code: number, body: unknown): void {
  response
    .writeHead(code, { ...SECURITY_HEADERS, 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}
