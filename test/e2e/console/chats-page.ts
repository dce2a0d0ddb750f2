import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';

export function describeChatsPage(given: GivenConsole): void {
  describe('the page of chats', () => {
    itInBrowser('shows the chat page of this machine in place, and the bot answers in it', async () => {
      const { page } = await given.tab();
      await page.goto('/bots');
      const chats = page.frameLocator('iframe');
      await chats.getByRole('button', { name: 'Fleet' }).first().click();
      await chats.getByRole('button', { name: 'Start' }).click();

      const answer = chats.getByText(/terminals/i).first();
      await answer.waitFor();
      expect(await answer.isVisible()).toBe(true);
    });
  });
}
