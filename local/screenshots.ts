/**
 * `npm run screenshots -- [--data-dir DIR] [--url URL] [--only NAME]`: pictures of the console's pages at a running `npm start`, at both
 * widths, in both themes, into `.telefleet/screenshots`. Needs Chromium on the PATH.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from 'playwright-core';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Long enough for what is read, drawn and moved; pages that are live never come to rest. */
const SETTLE_MS = 2_500;

const WINDOWS = [
  { name: '1440', width: 1_440, height: 900 },
  { name: '390', width: 390, height: 844 },
] as const;
const THEMES = ['dark', 'light'] as const;

const PAGES = [
  { name: 'fleet', path: '/' },
  { name: 'terminal', path: '/terminals/{id}' },
  { name: 'terminal-strategies', path: '/terminals/{id}?tab=strategies' },
  { name: 'terminal-charts', path: '/terminals/{id}?tab=charts' },
  { name: 'orders', path: '/orders?tab=closed' },
  { name: 'statistics', path: '/statistics' },
  { name: 'commands', path: '/commands' },
  { name: 'health', path: '/system' },
  { name: 'chats', path: '/bots' },
  { name: 'settings', path: '/settings' },
  { name: 'api', path: '/api-docs' },
] as const;

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: join(ROOT, '.telefleet') },
    url: { type: 'string' },
    out: { type: 'string', default: join(ROOT, '.telefleet', 'screenshots') },
    only: { type: 'string' },
    locale: { type: 'string', default: 'en-GB' },
  },
});

const stackSchema = z.object({ httpUrl: z.url() });

async function findStack(): Promise<string> {
  if (values.url !== undefined) return values.url;
  const file = join(values['data-dir'], 'stack.json');
  if (!existsSync(file))
    throw new Error(`nothing runs in ${values['data-dir']}: npm start first, or give --url`);
  return stackSchema.parse(JSON.parse(await readFile(file, 'utf8'))).httpUrl;
}

function findChromium(path: string): string {
  const found = path
    .split(delimiter)
    .flatMap((directory) => NAMES.map((name) => join(directory, name)))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`none of ${NAMES.join(', ')} is on the PATH`);
  return found;
}

/** Any terminal of whoever is signed in by the page: the first of its table. */
async function findTerminal(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.goto('/');
  const href = await page
    .locator('.data-table .body-row a')
    .first()
    .getAttribute('href', { timeout: 20_000 });
  await page.close();
  return href?.split('/').at(-1) ?? '1';
}

const url = await findStack();
const browser = await chromium.launch({
  // eslint-disable-next-line no-restricted-properties -- a program that people run: where it looks for the browser
  executablePath: findChromium(process.env.PATH ?? ''),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
await mkdir(values.out, { recursive: true });
for (const { name: size, ...viewport } of WINDOWS) {
  for (const theme of THEMES) {
    const context = await browser.newContext({
      baseURL: url,
      viewport,
      colorScheme: theme,
      locale: values.locale,
      ...(size === '390' ? { deviceScaleFactor: 2, hasTouch: true } : {}),
    });
    const id = await findTerminal(context);
    for (const { name, path } of PAGES) {
      if (values.only !== undefined && !name.startsWith(values.only)) continue;
      const page = await context.newPage();
      await page.goto(path.replace('{id}', id));
      await page.waitForTimeout(SETTLE_MS);
      const file = join(values.out, `${name}-${size}-${theme}.png`);
      await page.screenshot({ path: file });
      process.stdout.write(`${file}\n`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
