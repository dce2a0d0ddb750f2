import { type GivenConsole, itInBrowser, TERMINALS } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';
import { tileNumber } from './order-rows.ts';

const SEEN_MS = 60_000;

export function describeHealthPage(given: GivenConsole): void {
  describe('the page of health', () => {
    itInBrowser('shows an administrator how the system is', async () => {
      const { page } = await given.tab();
      await page.goto('/system');
      await until(
        'all terminals on-line but the silent one',
        SEEN_MS,
        async () => (await tileNumber(page, 'Terminals online')) >= TERMINALS - 1,
      );
      await page.getByRole('tab', { name: 'Charts' }).click();
      await page.getByRole('heading', { name: 'Datagrams received' }).waitFor();
      await page.getByRole('tab', { name: 'Queues and dead letters' }).click();

      const word = page.getByText('Everything that came was stored');
      await word.waitFor();
      expect(await word.isVisible()).toBe(true);
    });

    itInBrowser('tells others kindly that it is not for them', async () => {
      const { page, context } = await given.tab();
      // As if they had been here before: the page then asks with its cookie.
      await context.addInitScript("localStorage.setItem('last-session', 'in')");
      await context.request.post('/api/auth/dev-login', { data: { telegramId: 77 } });

      await page.goto('/system');

      const word = page.getByText('This page is for administrators');
      await word.waitFor();
      expect(await word.isVisible()).toBe(true);
    });
  });
}
