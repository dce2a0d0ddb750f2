import type { Locator, Page } from 'playwright-core';
import type { z } from 'zod';
import { runPage } from '../../../core/api/commands/command-shapes.ts';
import { type GivenConsole, itInBrowser } from '../../support/console-stack.ts';
import { until } from '../../support/until.ts';

const SEEN_MS = 60_000;

/** The button that sends, with the number of terminals in its name. */
const sendButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^Send to \d+ terminals?$/ }).first();

const filterOf = (page: Page, state: string): Locator =>
  page.getByRole('group', { name: 'State' }).getByRole('button', { name: new RegExp(`^${state}`) });

/** Every terminal has answered, or its time is over. */
async function waitForRun(page: Page): Promise<void> {
  await page.getByText('done', { exact: true }).first().waitFor();
}

export function describeCommandsPage(given: GivenConsole): void {
  const commandsTo = async (wanted: string): Promise<z.infer<typeof runPage>['commands']> => {
    const { commands } = runPage.parse(await given.ask('GET', '/api/commands?limit=100'));
    return commands.filter(({ target }) => target === wanted);
  };

  describe('the page of commands', () => {
    itInBrowser(
      'sends a command to a group once at a double click, tells each answer beside the silent one, and sends to that one again',
      async () => {
        const { page } = await given.tab();
        await given.addGroup('Night shift', { withSilent: true });
        await page.goto('/commands?group=Night+shift');
        await page.getByText('5 terminals', { exact: true }).waitFor();
        await page.getByLabel('Command', { exact: true }).fill('lst');
        await sendButton(page).dblclick();
        await waitForRun(page);

        await filterOf(page, 'Answered').getByText('4').waitFor();
        await filterOf(page, 'No answer').getByText('1').waitFor();
        const sent = await commandsTo('group Night shift');
        expect(sent.map(({ command }) => command)).toEqual(['lst']);
        expect(sent[0]?.counts).toMatchObject({ answered: 4, 'timed-out': 1 });
        await filterOf(page, 'Failed').click();
        const rows = page.getByRole('grid', { name: 'Answers' }).getByRole('row');
        await until('one row is left', SEEN_MS, async () => (await rows.count()) === 2);

        await page.getByRole('button', { name: 'Send again to 1 failed' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('“lst” goes as a new command to 1 terminal').waitFor();
        await dialog.getByRole('button', { name: 'Send to 1 terminal' }).click();
        await given.untilStored(
          'a run for the silent one alone',
          `select from command_runs run join command_results result on result.run_id = run.id
            where run.command = 'lst' and run.created_at > (select created_at from command_runs where id = $1)
            having count(*) = 1 and bool_and(result.state = 'timed-out')`,
          [sent[0]?.id],
        );
      },
    );

    itInBrowser(
      'asks about a dangerous command with its name and number, sends it only when that is agreed to, and takes it back',
      async () => {
        // The question is an answer of 409.
        const { page } = await given.tab({ meant: /status of 409/ });
        await given.addGroup('Day shift');
        await page.goto('/commands?group=Day+shift&command=STOP');
        await sendButton(page).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('This is a dangerous command, to 4 terminals:').waitFor();
        await dialog.getByText('STOP', { exact: true }).waitFor();
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
        expect(await commandsTo('group Day shift')).toEqual([]);

        await sendButton(page).click();
        await dialog.getByRole('button', { name: 'Send to 4 terminals' }).click();
        await waitForRun(page);
        const [stop] = await commandsTo('group Day shift');
        expect(stop).toMatchObject({ command: 'STOP', counts: { answered: 4 } });

        await page.getByRole('button', { name: 'Take back: START' }).click();
        await given.untilStored(
          'START at those that stopped',
          `select from command_runs run join command_results result on result.run_id = run.id
            where run.command = 'START' and run.undo_of = $1 and result.state = 'answered' having count(*) = 4`,
          [stop?.id],
        );
        await page.goto('/settings?tab=audit');
        await page.getByText('sent “STOP” to group Day shift').waitFor();
      },
    );

    itInBrowser(
      'makes a command in a form with the names that the terminals told, and says what is wrong there',
      async () => {
        const { page } = await given.tab();
        await given.addGroup('Form shift');
        await page.goto('/commands?group=Form+shift');
        await page.getByRole('button', { name: /Start a strategy/ }).click();
        await page.getByLabel('Name of the strategy').fill('Alpha');
        await page.getByLabel(/For how many minutes/).fill('0');
        await page.getByRole('button', { name: 'Add the line' }).click();
        await page.getByText('The number is outside of what is possible.').waitFor();
        await page.getByLabel(/For how many minutes/).fill('30');
        await page.getByRole('button', { name: 'Add the line' }).click();

        expect(await page.getByLabel('Command', { exact: true }).inputValue()).toBe('sgStart "Alpha" 30');
      },
    );

    itInBrowser('tells in its history what was sent to whom, and opens its answers', async () => {
      const { page } = await given.tab();
      await given.addGroup('Late shift');
      await page.goto('/commands?group=Late+shift&command=BL');
      await sendButton(page).click();
      await waitForRun(page);

      await page.getByRole('tab', { name: 'History' }).click();
      const run = page.getByRole('grid', { name: 'History' }).getByRole('row', { name: 'BL' });
      const toGroup = run.filter({ hasText: 'Late shift' });
      await toGroup.getByText('4 of 4 answered').waitFor();
      await toGroup.click();

      await page.getByRole('heading', { name: 'Answers' }).waitFor();
      expect(page.url()).toContain('run=');
    });

    itInBrowser('makes a preset a quick button, and brings it back after it was removed', async () => {
      const { page } = await given.tab();
      await given.addGroup('Early shift');
      await page.goto('/commands?view=presets');
      await page.getByRole('button', { name: 'New preset' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('Morning');
      await dialog.getByLabel('Commands, a line each').fill('lst\nBL');
      await dialog.getByLabel('Quick button').selectOption('1');
      await dialog.getByRole('button', { name: 'Save' }).click();
      const card = page.getByRole('listitem').filter({ hasText: 'Morning' });
      await card.waitFor();
      await card.getByRole('button', { name: 'Remove' }).click();
      await card.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await card.waitFor();

      await page.goto('/commands?group=Early+shift');
      await page.getByRole('button', { name: 'Morning' }).click();
      await page.waitForURL(/run=/);

      await given.untilStored(
        'its lines, one after the other',
        `select from command_runs one join command_runs next on next.id = one.next_run_id
          where one.target = 'group Early shift' and one.command = 'lst' and next.command = 'BL'`,
      );
      expect(await commandsTo('group Early shift')).toHaveLength(2);
    });
  });
}
