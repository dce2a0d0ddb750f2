import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';

export function describeSettingsPage(given: GivenConsole): void {
  describe('the page of settings', () => {
    itInBrowser('shows a key once, which works, and the journal tells of it in a sentence', async () => {
      const { page } = await given.tab();
      await page.goto('/settings?tab=access');
      await page.getByRole('button', { name: 'Make a key' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('What is it for').fill('Prometheus');
      await dialog.getByRole('button', { name: 'Make a key' }).click();
      const key = (await dialog.locator('code').textContent()) ?? '';
      const me = await fetch(`${given.stack.addresses.httpUrl}/api/me`, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(me.status).toBe(200);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      expect(await page.content()).not.toContain(key);

      await page.getByRole('tab', { name: 'Journal' }).click();
      await page.getByText('made the key “Prometheus”').waitFor();
    });

    itInBrowser(
      'makes an invitation, and keeps alerts and the time zone as they were chosen when it is loaded anew',
      async () => {
        const { page } = await given.tab();
        await page.goto('/settings?tab=people');
        await page.getByRole('button', { name: 'Invite a viewer' }).click();
        await page.getByText(/Link for one viewer, until/).waitFor();

        await page.goto('/settings?tab=alerts');
        await page.getByLabel('A loss of a day').check();
        await page.getByLabel('Tell from').fill('250,5');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Saved.').waitFor();
        await page.reload();
        await page.getByLabel('Tell from').waitFor();
        await until(
          'the limit is kept',
          30_000,
          async () => (await page.getByLabel('Tell from').inputValue()) === '250.5',
        );

        await page.goto('/settings');
        await page.getByRole('button', { name: 'Use it' }).click();
        await page.getByText(/^Berlin \(UTC\+[12]\), it is/).waitFor();
        await page.reload();
        await page.getByText(/^Berlin \(UTC\+[12]\), it is/).waitFor();
        expect(await page.getByRole('button', { name: 'Use it' }).count()).toBe(0);
      },
    );
  });
}
