import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PAGE_POLICY } from '../../../core/contracts/page-headers.ts';
import { readConsole } from '../../../local/console/read-console.ts';
import { findConsoleFile } from '../../../local/console/serve-console.ts';
import { type RunnerServer, startRunnerServer } from '../../../local/http-server.ts';

const PAGE = '<!doctype html><title>console</title>';
const SCRIPT = 'export const answer = 42;'.repeat(100);

let directory: string;
let runner: RunnerServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'console-files-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), PAGE);
  writeFileSync(join(directory, 'assets', 'main-1a2b.js'), SCRIPT);
  writeFileSync(join(directory, '.built-from.json'), '{}');
  const files = await readConsole(directory);
  runner = await startRunnerServer(0, {
    missing: () => [],
    status: () => ({}),
    overview: () => 'what is where\n',
    console: () => files,
  });
  runner.serveApi((_, response) => response.writeHead(418).end('the API'));
});

afterAll(async () => {
  await runner.close();
  rmSync(directory, { recursive: true });
});

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(new URL(path, runner.url), { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const BROWSER = { accept: 'text/html,application/xhtml+xml' };

describe('the runner', () => {
  it('gives a browser the console at / and at its pages, asked for each time and under its policy', async () => {
    for (const path of ['/', '/orders?tab=closed', '/terminals/7']) {
      const { status, headers, body } = await get(path, BROWSER);

      expect([status, body.toString()]).toEqual([200, PAGE]);
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-security-policy']).toBe(PAGE_POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('gives a program the overview at /', async () => {
    const { body } = await get('/', { accept: '*/*' });

    expect(body.toString()).toBe('what is where\n');
  });

  it('gives hashed files for ever, compressed where that is wanted', async () => {
    const { headers, body } = await get('/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });

    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    });
    expect(gunzipSync(body).toString()).toBe(SCRIPT);
    expect((await get('/assets/main-1a2b.js')).body.toString()).toBe(SCRIPT);
  });

  it('does not send a page again that the browser has', async () => {
    const { headers } = await get('/', BROWSER);

    expect((await get('/', { ...BROWSER, 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  it('leaves the API, its own paths and files that are not there to others, also when a browser asks', async () => {
    const paths = [
      '/api/terminals',
      '/telegram/fleet',
      '/live',
      '/health',
      '/assets/gone-9z.js',
      '/.built-from.json',
    ];

    for (const path of paths) expect((await get(path, BROWSER)).status).toBe(418);
    expect((await get('/ready', BROWSER)).body.toString()).toContain('"ready":true');
  });
});

describe('findConsoleFile', () => {
  it('finds nothing while the pages are not built, nor for what is no reading', async () => {
    const files = await readConsole(directory);
    const asked = { method: 'GET', path: '/', accept: 'text/html' };

    expect(findConsoleFile(undefined, asked)).toBeUndefined();
    expect(findConsoleFile(files, { ...asked, method: 'POST' })).toBeUndefined();
    expect(findConsoleFile(files, asked)?.body.toString()).toBe(PAGE);
  });
});
