import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';

export function describeApiPage(given: GivenConsole): void {
  describe('the page of the API', () => {
    itInBrowser('finds an operation, describes it and tries it', async () => {
      const { page } = await given.tab();
      await page.goto('/api-docs?search=profit-today');
      await page.locator('summary').filter({ hasText: '/api/terminals/profit-today' }).click();
      await page.getByText("curl 'http").waitFor();
      await page.getByRole('button', { name: 'Send' }).click();

      const answer = page.getByText('"rows"');
      await answer.waitFor();
      expect(await answer.innerText()).toContain('rows');
    });
  });
}
