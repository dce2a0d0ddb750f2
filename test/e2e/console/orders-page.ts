import { readFileSync } from 'node:fs';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';
import { bodyRows, grid, waitForClosedOrders } from './order-rows.ts';

const SEEN_MS = 60_000;

export function describeOrdersPage(given: GivenConsole): void {
  describe('the page of orders', () => {
    itInBrowser(
      'shows orders as they are closed, of one symbol when it is asked for, and every column of one of them',
      async () => {
        const { page } = await given.tab();
        await waitForClosedOrders(given);
        await page.goto('/orders?tab=closed');
        await bodyRows(page).first().waitFor();
        const first = await bodyRows(page).first().innerText();
        await until(
          'a newer order on top',
          SEEN_MS,
          async () => (await bodyRows(page).first().innerText()) !== first,
        );

        await page.getByRole('combobox', { name: 'Symbol' }).fill('BTC');
        await page.keyboard.press('Enter');
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
    );

    itInBrowser('keeps a reader’s place while new orders come, and counts them', async () => {
      const { page } = await given.tab({ height: 620 });
      await waitForClosedOrders(given);
      await page.goto('/orders?tab=closed');
      await bodyRows(page).first().waitFor();
      const askGrid = async (what: string): Promise<number> =>
        // As text, since there are no types of a page here.
        Number(await page.evaluate(`document.querySelector('[role="grid"]').${what}`));
      const height = async (): Promise<number> =>
        (await askGrid('scrollHeight')) - (await askGrid('clientHeight'));
      await until('more rows than fit', SEEN_MS, async () => (await height()) > 200);

      await askGrid('scrollTo({ top: 150 })');
      const badge = page.getByRole('button', { name: /\d+ new orders?/ });
      await badge.waitFor();
      expect(await askGrid('scrollTop')).toBe(150);
      await badge.click();
      await badge.waitFor({ state: 'detached' });

      expect(await askGrid('scrollTop')).toBe(0);
    });

    itInBrowser(
      'remembers the columns that a person chose, and hands over all orders as a file',
      async () => {
        const { page } = await given.tab();
        await waitForClosedOrders(given);
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
    );
  });
}
