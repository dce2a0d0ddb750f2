import type { Page } from 'playwright-core';
import { z } from 'zod';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { startOwnTerminal } from '../../support/console-terminal.ts';
import { startCuttableProxy } from '../../support/cuttable-proxy.ts';
import { fakeLiveServer } from '../../support/fake-live-server.ts';
import { until } from '../../support/until.ts';

const SEEN_MS = 60_000;

const isOnline = async (page: Page): Promise<boolean> =>
  (await page.locator('.live-state').getAttribute('data-state')) === 'online';

export function describeLiveConnection(given: GivenConsole): void {
  describe('the live connection of the console', () => {
    itInBrowser('tells that it is away, and comes back by itself', async () => {
      const { page, context } = await given.tab({ meant: /net::ERR_INTERNET_DISCONNECTED/ });
      const live = await fakeLiveServer(page);
      await page.goto('/');
      await until('it is live', SEEN_MS, () => isOnline(page));

      await live.cut();
      await until('it says so', SEEN_MS, async () => !(await isOnline(page)));
      await until('it is live again', SEEN_MS, () => isOnline(page));

      expect(live.connections()).toBeGreaterThan(1);
      await context.setOffline(true);
      await page.getByText('This device is offline').waitFor();
      await context.setOffline(false);
      await page.getByText('This device is offline').waitFor({ state: 'hidden' });
    });

    itInBrowser(
      'goes on after the network was cut: what was said only once, and meanwhile, is shown, and numbers move',
      async () => {
        const network = await startCuttableProxy(Number(new URL(given.stack.addresses.httpUrl).port));
        const terminal = await startOwnTerminal(given.stack);
        try {
          const { id } = z.object({ id: z.int() }).parse(
            await given.ask('POST', '/api/terminals', {
              name: 'cut-off',
              host: '127.0.0.1',
              port: terminal.port,
            }),
          );
          const { page } = await given.tab({ baseUrl: network.endpoint, meant: /net::ERR_|WebSocket/ });
          await page.goto('/');
          const row = page.locator('.body-row').filter({ hasText: 'cut-off' });
          terminal.say(42.5);
          await row.getByText('42.50').first().waitFor();
          await until('it is live', SEEN_MS, () => isOnline(page));

          network.cut();
          await until('it says that it is away', SEEN_MS, async () => !(await isOnline(page)));
          terminal.say(77.75);
          await given.untilStored(
            'the balance that nobody saw',
            'select from balances where terminal_id = $1 and total = 77.75',
            [id],
          );
          // From here on nobody says it again: the page has to find out what it missed.
          terminal.say(undefined);
          const whileAway = await row.innerText();
          network.mend();

          await until('it is live again', SEEN_MS, () => isOnline(page));
          await row.getByText('77.75').first().waitFor();
          expect(whileAway).toContain('42.50');
          const sum = page.locator('.tile dd').first();
          const before = await sum.innerText();
          await until('a sum has moved', SEEN_MS, async () => (await sum.innerText()) !== before);
        } finally {
          terminal.close();
          await network.close();
        }
      },
    );
  });
}
