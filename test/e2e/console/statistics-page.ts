import { statisticsOverview } from '../../../core/api/statistics/statistics-shapes.ts';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';
import { tileNumber, waitForClosedOrders } from './order-rows.ts';

const SEEN_MS = 60_000;

export function describeStatisticsPage(given: GivenConsole): void {
  /** Of all time, in all currencies. */
  const closedOrders = async (query = ''): Promise<number> => {
    const { currencies } = statisticsOverview.parse(
      await given.ask('GET', `/api/statistics?period=all${query}`),
    );
    return currencies.reduce((sum, { result }) => sum + result.orders, 0);
  };

  describe('the page of statistics', () => {
    itInBrowser(
      'shows the figures that the API has, and those of a strategy when it is chosen in the table',
      async () => {
        const { page } = await given.tab();
        await waitForClosedOrders(given);
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
        const filter = page.getByRole('group', { name: 'Strategy', exact: true });
        await filter.getByRole('button').filter({ hasText: strategy }).waitFor();
        await until('fewer orders', SEEN_MS, async () => (await tileNumber(page, 'Closed orders')) < all);
        // In this order: the figure only grows.
        const shown = await tileNumber(page, 'Closed orders');
        expect(shown).toBeLessThanOrEqual(await closedOrders(`&strategies=${encodeURIComponent(strategy)}`));

        await page.goBack();
        await until(
          'all orders again',
          SEEN_MS,
          async () => (await tileNumber(page, 'Closed orders')) >= all,
        );
        expect(page.url()).not.toContain('strategy=');
      },
    );

    itInBrowser(
      'puts strategies side by side, tells an hour of the week in words, and opens a day of the calendar',
      async () => {
        const { page } = await given.tab();
        await waitForClosedOrders(given);
        await page.goto('/statistics');
        const strategies = page.getByRole('grid', { name: 'By strategy' });
        await strategies.locator('.body-row').nth(1).waitFor();
        // The first box is that of all.
        for (const at of [1, 2]) await strategies.getByRole('checkbox').nth(at).check();
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
    );
  });
}
