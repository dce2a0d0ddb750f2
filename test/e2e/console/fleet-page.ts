import type { Page } from 'playwright-core';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { startOwnTerminal } from '../../support/console-terminal.ts';
import { until } from '../../support/until.ts';

const rows = (page: Page) => page.locator('.data-table .body-row');
const total = (page: Page) => page.locator('.tile-value, .tile dd').first();

export function describeFleetPage(given: GivenConsole): void {
  describe('the page of the fleet', () => {
    itInBrowser('signs in by itself on one machine, and its numbers move', async () => {
      const { page } = await given.tab();
      await page.goto('/');
      await rows(page).first().waitFor();
      const before = await total(page).innerText();
      const openedAt = performance.now();

      await until('a sum has moved', 60_000, async () => (await total(page).innerText()) !== before);

      const seconds = ((performance.now() - openedAt) / 1_000).toFixed(1);
      process.stdout.write(`first numbers moved after ${seconds} s\n`);
      await page.getByText('live', { exact: true }).waitFor();
    });

    itInBrowser(
      'finds terminals by a part of the name, and keeps what is searched for in the address',
      async () => {
        const { page } = await given.tab();
        await page.goto('/');
        await rows(page).first().waitFor();

        await page.getByRole('searchbox').fill('sim-0042');
        await until('one row is left', 10_000, async () => (await rows(page).count()) === 1);

        expect(page.url()).toContain('search=sim-0042');
        await page.reload();
        await rows(page).first().waitFor();
        expect(await rows(page).count()).toBe(1);
        await page.getByRole('searchbox').fill('no such name');
        await page.getByText('No terminal matches').waitFor();
      },
    );

    itInBrowser('is used with the keyboard alone: from a row of the table to its terminal', async () => {
      const { page } = await given.tab();
      await page.goto('/');
      await rows(page).first().waitFor();
      await rows(page).first().focus();

      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.locator('.body-row:focus').getByText('sim-0003').waitFor();
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { level: 1, name: 'sim-0003' }).waitFor();
      expect(page.url()).toMatch(/\/terminals\/\d+$/);
    });

    itInBrowser('adds a terminal, which goes online once it speaks, and takes its removal back', async () => {
      const { page } = await given.tab();
      const terminal = await startOwnTerminal(given.stack);
      terminal.say(42.5);
      try {
        await page.goto('/');
        await page.getByRole('button', { name: 'Add a terminal' }).click();
        await page.getByLabel('Name', { exact: true }).fill('new-one');
        await page.getByLabel('Host', { exact: true }).fill('127.0.0.1');
        await page.getByLabel('UDP port', { exact: true }).fill(String(terminal.port));
        await page.getByRole('dialog').getByRole('button', { name: 'Add a terminal' }).click();
        await page.getByRole('searchbox').fill('new-one');
        const row = rows(page).filter({ hasText: 'new-one' });
        await row.getByText('online').waitFor();
        await until('its balance is shown', 30_000, async () => (await row.innerText()).includes('42.50'));

        await row.getByRole('link').click();
        await page.getByRole('button', { name: 'Remove' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
        await page.getByRole('button', { name: 'Undo' }).click();

        await page.getByRole('heading', { level: 1, name: 'new-one' }).waitFor();
        expect(page.url()).toMatch(/\/terminals\/\d+/);
      } finally {
        terminal.close();
      }
    });

    itInBrowser('says what is wrong with a field at that field', async () => {
      const { page } = await given.tab({ meant: /status of 400/ });
      await page.goto('/');
      await page.getByRole('button', { name: 'Add a terminal' }).click();
      await page.getByLabel('Name', { exact: true }).fill('wrong');
      await page.getByLabel('Host', { exact: true }).fill('127.0.0.1');
      await page.getByLabel('UDP port', { exact: true }).fill('99999');

      await page.getByRole('dialog').getByRole('button', { name: 'Add a terminal' }).click();

      await page.locator('.field-error').getByText('65535').waitFor();
      expect(await page.getByLabel('UDP port', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    });
  });
}
