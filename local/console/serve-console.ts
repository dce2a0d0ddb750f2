import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { PAGE_HEADERS, PAGE_POLICY } from '../../core/contracts/page-headers.ts';
import type { ConsoleFile, ConsoleFiles } from './read-console.ts';

/** What CloudFront adds in AWS (lib/constructs/security-headers.ts), but for what only HTTPS has. */
const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...PAGE_HEADERS,
};

/** Not the console's, though a browser may well be pointed at them. */
const OTHERS = /^\/(api\/|telegram\/|live$|live\/|health$|ready$|status$|chats$|metrics$|@)/;

/**
 * The file of a path, or the one page for what looks like a page of it: CloudFront does the same (lib/stacks/edge-stack.ts).
 * @returns undefined: it is somebody else's
 */
export function findConsoleFile(
  files: ConsoleFiles | undefined,
  request: {
    readonly method: string | undefined;
    readonly path: string;
    readonly accept: string | undefined;
  },
): ConsoleFile | undefined {
  const { method, path, accept = '' } = request;
  if (files === undefined || (method !== 'GET' && method !== 'HEAD') || OTHERS.test(path)) return undefined;
  const file = path === '/' ? undefined : files.get(path);
  if (file !== undefined) return file;
  const isPage = accept.includes('text/html') && !path.slice(path.lastIndexOf('/')).includes('.');
  return isPage ? files.get('/index.html') : undefined;
}

/** Compressed files by what they are of: each is asked for again and again. */
const compressed = new WeakMap<ConsoleFile, Buffer>();

/** @param chatsUrl of the chat page, which the console shows in a frame */
export function sendConsoleFile(
  file: ConsoleFile,
  request: IncomingMessage,
  response: ServerResponse,
  chatsUrl?: string,
): void {
  const { body, type, cacheControl, etag } = file;
  const headers = {
    ...HEADERS,
    ...(chatsUrl === undefined ? {} : { 'content-security-policy': policyWithFrame(chatsUrl) }),
    'cache-control': cacheControl,
    etag,
    vary: 'accept, accept-encoding',
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const sent = isGzip ? gzipped(file) : body;
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': sent.length,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

function policyWithFrame(url: string): string {
  return PAGE_POLICY.replace("frame-src 'none'", `frame-src ${new URL(url).origin}`);
}

function gzipped(file: ConsoleFile): Buffer {
  const kept = compressed.get(file) ?? gzipSync(file.body);
  compressed.set(file, kept);
  return kept;
}
