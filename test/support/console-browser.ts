import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's browser, looked for on the PATH; for `itNeeds`. */
export const chromiumPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((directory) => NAMES.map((name) => join(directory, name)))
  .find((path) => existsSync(path));

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    // As root, in a container, there is no sandbox to be had.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

export interface ConsoleTab {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained of: errors in its console, exceptions, what the policy refused. */
  readonly complaints: string[];
}

export interface TabOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly locale?: string;
}

/** A tab of a person of its own at the console. */
export async function openTab(
  browser: Browser,
  baseUrl: string,
  options: TabOptions = {},
): Promise<ConsoleTab> {
  const { width = 1440, height = 900, theme = 'light', locale = 'en-GB' } = options;
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width, height },
    colorScheme: theme,
    // What moves is drawn by the processor here, which all other tests need as well.
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

const axeResult = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      help: z.string(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
    }),
  ),
});

/** @returns a line a serious or critical fault that axe finds in what is shown */
export async function findAccessibilityFaults(page: Page): Promise<string[]> {
  // As a script of the page itself it would be refused by its policy; this way it is not.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const result = axeResult.parse(
    await page.evaluate(
      "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })",
    ),
  );
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          ({ html, failureSummary = '' }) =>
            `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 200)}`,
        ),
    );
}
