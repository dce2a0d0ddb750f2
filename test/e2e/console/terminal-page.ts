import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';

export function describeTerminalPage(given: GivenConsole): void {
  describe('the page of a terminal', () => {
    itInBrowser(
      'turns an edit of a strategy into commands and those that take it back, and shows what the terminal answers',
      async () => {
        const { page } = await given.tab();
        await page.goto('/terminals/1?tab=strategies');
        await page.getByRole('button', { name: 'Ask the terminal' }).first().click();
        const size = page.getByRole('textbox', { name: 'OrderSize', exact: true });
        await size.waitFor();
        const before = await size.inputValue();

        await size.fill('77');
        await page.getByRole('button', { name: 'Make the commands' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Send 1 command' }).first().waitFor();
        const lines = await dialog.locator('pre').allInnerTexts();
        await dialog.getByRole('button', { name: 'Send 1 command' }).first().click();

        expect(lines).toEqual([
          expect.stringMatching(/^SetParam .* OrderSize 77$/),
          expect.stringMatching(new RegExp(`^SetParam .* OrderSize ${before}$`)),
        ]);
        const reply = page.locator('.terminal-reply').filter({ hasText: 'OrderSize 77' });
        await reply.getByText('answered').waitFor();
      },
    );
  });
}
