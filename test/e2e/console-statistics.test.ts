import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { statisticsOverview } from '../../core/api/statistics/statistics-shapes.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import {
  chromiumPath,
  type ConsoleTab,
  findAccessibilityFaults,
  openBrowser,
  openTab,
} from '../support/console-browser.ts';
import { itNeeds } from '../support/needs-program.ts';
import { until } from '../support/until.ts';

const LIMIT_MS = 120_000;
const SEEN_MS = 60_000;
const itInBrowser = itNeeds(chromiumPath !== undefined, 'chromium');

let dataDir: string;
let stack: Stack;
let browser: Browser;
let tab: ConsoleTab;
let token: string;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  dataDir = mkdtempSync(join(tmpdir(), 'console-statistics-'));
  stack = await startStack({
    rootDir: join(__dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: 30,
    standby: false,
  });
  token = z.object({ token: z.string() }).parse(
    await (
      await fetch(`${stack.addresses.httpUrl}/api/auth/dev-login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ telegramId: 1 }),
      })
    ).json(),
  ).token;
  browser = await openBrowser();
  tab = await openTab(browser, stack.addresses.httpUrl);
  tab.page.setDefaultTimeout(SEEN_MS);
  // Simulated terminals close an order within a minute; then it is counted.
  const client = new Client({ connectionString: stack.addresses.databaseUrl });
  await client.connect();
  await until('some closed orders that are counted', LIMIT_MS, async () => {
    const { rows } = await client.query<{ orders: number }>(
      'select count(*)::int as orders from closed_orders',
    );
    return (rows[0]?.orders ?? 0) > 40;
  });
  await client.end();
}, LIMIT_MS * 3);

afterAll(async () => {
  if (chromiumPath === undefined) return;
  await browser.close();
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, LIMIT_MS);

/** Of today, in all currencies. */
async function closedOrders(query = ''): Promise<number> {
  const response = await fetch(`${stack.addresses.httpUrl}/api/statistics?period=all${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { currencies } = statisticsOverview.parse(await response.json());
  return currencies.reduce((sum, { result }) => sum + result.orders, 0);
}

const grid = (page: Page) => page.getByRole('grid');
const bodyRows = (page: Page) => grid(page).locator('.body-row');

/** As text, since there are no types of a page here. @param what of the table's element */
async function askGrid(page: Page, what: string): Promise<number> {
  return Number(
    await page.evaluate(
      `(() => { const grid = document.querySelector('[role="grid"]'); return grid.${what}; })()`,
    ),
  );
}

/** The figure under a name. */
async function tileNumber(page: Page, name: string): Promise<number> {
  const tile = page.locator('.tile', { has: page.getByText(name, { exact: true }) });
  const text = (await tile.locator('dd').innerText()).split('\n')[0] ?? '';
  return Number(text.replaceAll(',', ''));
}

describe('the pages of orders, statistics and health', () => {
  itInBrowser(
    'show orders as they are closed, of one symbol when it is asked for, and every column of one of them',
    async () => {
      const { page } = tab;
      await page.goto('/orders?tab=closed');
      await bodyRows(page).first().waitFor();
      const first = await bodyRows(page).first().innerText();
      await until(
        'a newer order on top',
        SEEN_MS,
        async () => (await bodyRows(page).first().innerText()) !== first,
      );

      await page.getByRole('combobox', { name: 'Symbol' }).fill('BTC');
      await page.waitForURL(/symbol=BTC/);
      await until('orders of BTC alone', SEEN_MS, async () => {
        const symbols = await bodyRows(page).locator('strong').allInnerTexts();
        return symbols.length > 0 && symbols.every((symbol) => symbol === 'BTC');
      });

      await bodyRows(page).first().focus();
      await page.keyboard.press('Enter');
      const details = page.getByRole('dialog');
      await details.getByText('Buy price').waitFor();
      expect(page.url()).toMatch(/order=\d+%2F\d+/);
      expect(await details.getByRole('heading', { level: 3 }).count()).toBeGreaterThan(3);
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'detached' });
      expect(page.url()).not.toContain('order=');
    },
    LIMIT_MS * 2,
  );

  itInBrowser(
    'keep a reader’s place while new orders come, and count them',
    async () => {
      const { page } = tab;
      await page.setViewportSize({ width: 1440, height: 620 });
      await page.goto('/orders?tab=closed');
      await bodyRows(page).first().waitFor();
      await until(
        'more rows than fit',
        LIMIT_MS,
        async () => (await askGrid(page, 'scrollHeight - grid.clientHeight')) > 200,
      );
      await askGrid(page, 'scrollTo({ top: 150 })');
      const badge = page.getByRole('button', { name: /\d+ new orders?/ });
      await badge.waitFor();
      expect(await askGrid(page, 'scrollTop')).toBe(150);
      await badge.click();
      await badge.waitFor({ state: 'detached' });
      expect(await askGrid(page, 'scrollTop')).toBe(0);
      await page.setViewportSize({ width: 1440, height: 900 });
    },
    LIMIT_MS * 2,
  );

  itInBrowser(
    'remember the columns that a person chose, and hand over all orders as a file',
    async () => {
      const { page } = tab;
      await page.goto('/orders?tab=closed');
      await bodyRows(page).first().waitFor();
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('checkbox', { name: 'Quantity' }).check();
      await page.getByRole('checkbox', { name: 'Opened' }).uncheck();
      await page.keyboard.press('Escape');
      await page.reload();
      await bodyRows(page).first().waitFor();
      await grid(page).getByRole('columnheader', { name: 'Quantity' }).waitFor();
      expect(await grid(page).getByRole('columnheader', { name: 'Opened' }).count()).toBe(0);

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV' }).click();
      const file = readFileSync(await (await download).path(), 'utf8');
      expect(file).toMatch(/^\uFEFFterminal_id,terminal,order_id,/);
      expect(file.trim().split('\r\n').length).toBeGreaterThan(20);
    },
    LIMIT_MS,
  );

  itInBrowser(
    'show the figures that the API has, and those of a strategy when it is chosen in the table',
    async () => {
      const { page } = tab;
      await page.goto('/statistics?period=all');
      await page.getByRole('grid', { name: 'By strategy' }).locator('.body-row').first().waitFor();
      const counted = await closedOrders();
      // What is closed meanwhile is counted each 5 s there, and shown each 15 s here.
      await until(
        'the figures of the API, or more',
        SEEN_MS,
        async () => (await tileNumber(page, 'Closed orders')) >= counted,
      );
      const all = await tileNumber(page, 'Closed orders');

      const row = page.getByRole('grid', { name: 'By strategy' }).locator('.body-row').first();
      const strategy = await row.locator('strong').innerText();
      await row.focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/strategy=/);
      expect(await page.getByRole('combobox', { name: 'Strategy' }).inputValue()).toBe(strategy);
      await until('fewer orders', SEEN_MS, async () => (await tileNumber(page, 'Closed orders')) < all);
      const ofApi = await closedOrders(`&strategies=${encodeURIComponent(strategy)}`);
      expect(await tileNumber(page, 'Closed orders')).toBeLessThanOrEqual(ofApi);

      await page.goBack();
      await until('all orders again', SEEN_MS, async () => (await tileNumber(page, 'Closed orders')) >= all);
      expect(page.url()).not.toContain('strategy=');
    },
    LIMIT_MS * 2,
  );

  itInBrowser(
    'put strategies side by side, tell an hour of the week in words, and open a day of the calendar',
    async () => {
      const { page } = tab;
      await page.goto('/statistics');
      const strategies = page.getByRole('grid', { name: 'By strategy' });
      await strategies.locator('.body-row').nth(1).waitFor();
      for (const at of [0, 1])
        await strategies
          .getByRole('checkbox')
          .nth(at + 1)
          .check();
      const comparison = page.getByRole('region', { name: 'Strategies side by side' });
      await comparison.getByRole('img').waitFor();
      expect(await comparison.getByRole('columnheader').count()).toBe(3);

      const cell = page.locator('.heat td[data-heat]').first();
      expect(await cell.getAttribute('title')).toMatch(/day \d+:00: [+-]?[\d.,]+.*orders?, [\d.]+% won/);
      await page
        .getByRole('button', { name: /Show this day/ })
        .first()
        .click();
      await page.waitForURL(/period=custom&from=(\d{4}-\d\d-\d\d)&to=\1/);
    },
    LIMIT_MS,
  );

  itInBrowser(
    'show an administrator how the system is, and tell others kindly that it is not for them',
    async () => {
      const { page } = tab;
      await page.goto('/system');
      await until(
        'all terminals on-line',
        LIMIT_MS,
        async () => (await tileNumber(page, 'Terminals online')) === 30,
      );
      await page.getByRole('tab', { name: 'Charts' }).click();
      await page.getByRole('heading', { name: 'Datagrams received' }).waitFor();
      await page.getByRole('tab', { name: 'Queues and dead letters' }).click();
      await page.getByText('Everything that came was stored').waitFor();

      const stranger = await openTab(browser, stack.addresses.httpUrl);
      // As if they had been here before: the page then asks with its cookie.
      await stranger.context.addInitScript("localStorage.setItem('last-session', 'in')");
      await stranger.context.request.post('/api/auth/dev-login', { data: { telegramId: 77 } });
      await stranger.page.goto('/system');
      await stranger.page.getByText('This page is for administrators').waitFor({ timeout: SEEN_MS });
      expect(stranger.complaints).toEqual([]);
      await stranger.context.close();
    },
    LIMIT_MS * 2,
  );

  itInBrowser(
    'have no serious fault of accessibility, fit a phone, and make the browser complain of nothing',
    async () => {
      const { page, complaints } = tab;
      const pages = [
        '/orders',
        '/orders?tab=closed',
        '/statistics?period=all',
        '/system',
        '/system?tab=charts',
        '/system?tab=queues',
        '/system?tab=alarms',
      ];
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 850 });
        for (const path of pages) {
          await page.goto(path);
          await page.locator('.body-row, .tile, .metric-card, .plain-table, .alarm-list').first().waitFor();
          expect({ path, width, faults: await findAccessibilityFaults(page) }).toEqual({
            path,
            width,
            faults: [],
          });
          const tooWide = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
          expect({ path, width, tooWide: Math.max(0, tooWide) }).toEqual({ path, width, tooWide: 0 });
        }
      }
      expect(complaints).toEqual([]);
    },
    LIMIT_MS * 3,
  );
});
