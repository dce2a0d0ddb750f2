import type { Page } from 'playwright-core';
import { z } from 'zod';
import { findAccessibilityFaults } from '../../support/console-browser.ts';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { waitForClosedOrders } from './order-rows.ts';
import { until } from '../../support/until.ts';

const PATHS = [
  '/',
  '/terminals/1',
  '/orders',
  '/orders?tab=closed',
  '/statistics?period=all',
  '/commands',
  '/commands?view=history',
  '/commands?view=presets',
  '/system',
  '/system?tab=charts',
  '/system?tab=queues',
  '/system?tab=alarms',
  '/bots',
  ...['you', 'people', 'alerts', 'access', 'audit', 'data'].map((name) => `/settings?tab=${name}`),
  '/api-docs',
  '/api-docs?operation=getTerminals',
];

const WINDOWS = [
  { width: 1_440, height: 900, theme: 'light', locale: 'en-GB' },
  { width: 390, height: 844, theme: 'dark', locale: 'ru-RU' },
] as const;

export function describeEachPage(given: GivenConsole): void {
  describe('each page of the console', () => {
    for (const options of WINDOWS)
      itInBrowser(
        `has no serious fault of accessibility, nothing wider than the window and no error at ${options.width} px, ${options.theme}, ${options.locale}`,
        async () => {
          await waitForClosedOrders(given);
          const { page } = await given.tab(options);
          const faults: string[] = [];
          for (const path of PATHS)
            faults.push(...(await findFaults(page, path)).map((fault) => `${path}: ${fault}`));

          expect(faults).toEqual([]);
        },
      );
  });
}

async function findFaults(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.locator('main h1').first().waitFor();
  await until(`${path} is read`, 30_000, async () => (await page.locator('.skeleton').count()) === 0);
  const overflowPx = z
    .number()
    .parse(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
  return [
    ...(await findAccessibilityFaults(page)),
    ...(overflowPx > 0 ? [`${overflowPx} px wider than the window`] : []),
  ];
}
