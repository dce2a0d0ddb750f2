import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { type Stack, startStack } from '../../local/stack.ts';
import {
  chromiumPath,
  type ConsoleTab,
  findAccessibilityFaults,
  openBrowser,
  openTab,
} from '../support/console-browser.ts';
import { itNeeds } from '../support/needs-program.ts';
import { until } from '../support/until.ts';

const LIMIT_MS = 120_000;
const itInBrowser = itNeeds(chromiumPath !== undefined, 'chromium');

let dataDir: string;
let stack: Stack;
let browser: Browser;
let tab: ConsoleTab;
let token: string;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  dataDir = mkdtempSync(join(tmpdir(), 'console-commands-'));
  stack = await startStack({
    rootDir: join(__dirname, '../..'),
    dataDir,
    httpPort: 0,
    udpPort: 0,
    terminals: 5,
    // One of the five never answers.
    simulatorArgs: ['--silent', '20'],
    standby: false,
  });
  const login = await ask('POST', '/api/auth/dev-login', { telegramId: 1 });
  token = z.object({ token: z.string() }).parse(login).token;
  const { terminals } = z
    .object({ terminals: z.array(z.object({ id: z.int() })) })
    .parse(await ask('GET', '/api/terminals'));
  const terminalIds = terminals.map(({ id }) => id);
  await ask('POST', '/api/terminals/labels', { terminalIds, add: { groups: ['Night shift'] } });
  browser = await openBrowser();
  tab = await openTab(browser, stack.addresses.httpUrl);
}, LIMIT_MS * 2);

afterAll(async () => {
  if (chromiumPath === undefined) return;
  await browser.close();
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, LIMIT_MS);

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${stack.addresses.httpUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

const runList = z.object({
  commands: z.array(
    z.object({
      id: z.string(),
      command: z.string(),
      target: z.string(),
      undoOf: z.string().nullable(),
      counts: z.record(z.string(), z.number()),
    }),
  ),
});

async function sentCommands(): Promise<z.infer<typeof runList>['commands']> {
  return runList.parse(await ask('GET', '/api/commands')).commands;
}

/** The button that sends, with the number of terminals in its name. */
const sendButton = (page: Page) => page.getByRole('button', { name: /^Send to \d+ terminals?$/ }).first();

const filterOf = (page: Page, state: string) =>
  page.getByRole('group', { name: 'State' }).getByRole('button', { name: new RegExp(`^${state}`) });

/** Every terminal has answered, or its time is over. */
async function waitForRun(page: Page): Promise<void> {
  await until(
    'the run is settled',
    30_000,
    async () => (await page.getByText('done', { exact: true }).count()) > 0,
  );
}

describe('commands in the console', () => {
  itInBrowser(
    'a double click sends a command to a group once, and each terminal’s answer is read beside the silent one',
    async () => {
      const { page } = tab;
      await page.goto('/commands?group=Night+shift');
      await page.getByText('5 terminals', { exact: true }).waitFor();
      await page.getByLabel('Command', { exact: true }).fill('lst');
      await sendButton(page).dblclick();
      await waitForRun(page);

      await filterOf(page, 'Answered').getByText('4').waitFor();
      await filterOf(page, 'No answer').getByText('1').waitFor();
      const sent = await sentCommands();
      expect(sent.map(({ command, target }) => [command, target])).toEqual([['lst', 'group Night shift']]);
      expect(sent[0]?.counts).toMatchObject({ answered: 4, 'timed-out': 1 });

      await filterOf(page, 'Failed').click();
      await until('one row is left', 5_000, async () => {
        const rows = page.getByRole('grid', { name: 'Answers' }).getByRole('row');
        return (await rows.count()) === 2;
      });
    },
    LIMIT_MS,
  );

  itInBrowser(
    'a failed one is sent to again as a new command, after a question',
    async () => {
      const { page } = tab;
      await page.getByRole('button', { name: 'Send again to 1 failed' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('“lst” goes as a new command to 1 terminal').waitFor();
      await dialog.getByRole('button', { name: 'Send to 1 terminal' }).click();
      await until('a second command is there', 20_000, async () => (await sentCommands()).length === 2);
      await until('it was for one', 20_000, async () => {
        const [newest] = await sentCommands();
        return newest?.counts['timed-out'] === 1 && newest.counts.answered === 0;
      });
    },
    LIMIT_MS,
  );

  itInBrowser(
    'a dangerous command is asked about with its name and number, and sent only when that is agreed to; then it is taken back',
    async () => {
      const { page } = tab;
      await page.goto('/commands?group=Night+shift&command=STOP');
      await sendButton(page).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('This is a dangerous command, to 5 terminals:').waitFor();
      await dialog.getByText('STOP', { exact: true }).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect((await sentCommands()).map(({ command }) => command)).not.toContain('STOP');

      await sendButton(page).click();
      await dialog.getByRole('button', { name: 'Send to 5 terminals' }).click();
      await waitForRun(page);
      const stop = (await sentCommands()).find(({ command }) => command === 'STOP');
      expect(stop?.counts).toMatchObject({ answered: 4 });

      await page.getByRole('button', { name: 'Take back: START' }).click();
      await until('START goes to those that stopped', 20_000, async () =>
        (await sentCommands()).some(
          ({ command, undoOf, counts }) =>
            command === 'START' && undoOf === stop?.id && counts.answered === 4,
        ),
      );
    },
    LIMIT_MS,
  );

  itInBrowser(
    'a form makes a command with the names that the terminals told, and the history tells who sent what',
    async () => {
      const { page } = tab;
      await page.goto('/commands?group=Night+shift');
      await page.getByRole('button', { name: /Start a strategy/ }).click();
      await page.getByLabel('Name of the strategy').fill('Alpha');
      await page.getByLabel(/For how many minutes/).fill('0');
      await page.getByRole('button', { name: 'Add the line' }).click();
      await page.getByText('The number is outside of what is possible.').waitFor();
      await page.getByLabel(/For how many minutes/).fill('30');
      await page.getByRole('button', { name: 'Add the line' }).click();
      expect(await page.getByLabel('Command', { exact: true }).inputValue()).toBe('sgStart "Alpha" 30');

      await page.getByRole('tab', { name: 'History' }).click();
      const history = page.getByRole('grid', { name: 'History' });
      await history.getByRole('row', { name: 'STOP' }).getByText('4 of 5 answered').waitFor();
      await history.getByRole('row', { name: 'STOP' }).click();
      await page.getByRole('heading', { name: 'Answers' }).waitFor();
      expect(page.url()).toContain('run=');
    },
    LIMIT_MS,
  );

  itInBrowser(
    'a preset becomes a quick button, and comes back after it was removed',
    async () => {
      const { page } = tab;
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

      await page.goto('/commands?group=Night+shift');
      await page.getByRole('button', { name: 'Morning' }).click();
      await until(
        'its first line is sent',
        20_000,
        async () => (await sentCommands())[0]?.command !== 'START',
      );
      await page.getByRole('button', { name: 'Next line' }).waitFor();
    },
    LIMIT_MS,
  );
});

describe('settings, chats and the API in the console', () => {
  itInBrowser(
    'a key is shown once and works, and the journal tells of it in a sentence',
    async () => {
      const { page } = tab;
      await page.goto('/settings?tab=access');
      await page.getByRole('button', { name: 'Make a key' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('What is it for').fill('Prometheus');
      await dialog.getByRole('button', { name: 'Make a key' }).click();
      const key = (await dialog.locator('code').textContent()) ?? '';
      const me = await fetch(`${stack.addresses.httpUrl}/api/me`, {
        headers: { authorization: `Bearer ${key}` },
      });
      expect(me.status).toBe(200);
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      expect(await page.content()).not.toContain(key);

      await page.getByRole('tab', { name: 'Journal' }).click();
      await page.getByText('made the key “Prometheus”').waitFor();
      await page.getByText('sent “STOP” to group Night shift').waitFor();
    },
    LIMIT_MS,
  );

  itInBrowser(
    'an invitation, alerts and the time zone are what was chosen after the page is loaded anew',
    async () => {
      const { page } = tab;
      await page.goto('/settings?tab=people');
      await page.getByRole('button', { name: 'Invite a viewer' }).click();
      await page.getByText(/Link for one viewer, until/).waitFor();

      await page.goto('/settings?tab=alerts');
      await page.getByLabel('A loss of a day').check();
      await page.getByLabel('Tell from').fill('250,5');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      await page.reload();
      await until('the limit is kept', 10_000, async () => {
        const field = page.getByLabel('Tell from');
        return (await field.count()) > 0 && (await field.inputValue()) === '250.5';
      });

      await page.goto('/settings');
      await page.getByRole('button', { name: 'Use it' }).click();
      await page.getByText(/^Berlin \(UTC\+[12]\), it is/).waitFor();
    },
    LIMIT_MS,
  );

  itInBrowser(
    'the chat page of this machine is shown in place, and the bot answers in it',
    async () => {
      const { page } = tab;
      await page.goto('/bots');
      const chats = page.frameLocator('iframe');
      await chats
        .getByRole('button', { name: /^Fleet|Fleet/ })
        .first()
        .click();
      await chats.getByRole('button', { name: 'Start' }).click();
      await chats
        .getByText(/terminals/i)
        .first()
        .waitFor({ timeout: 30_000 });
    },
    LIMIT_MS,
  );

  itInBrowser(
    'an operation of the API is found, read and tried',
    async () => {
      const { page } = tab;
      await page.goto('/api-docs?search=profit-today');
      await page.locator('summary').filter({ hasText: '/api/terminals/profit-today' }).click();
      await page.getByText("curl 'http").waitFor();
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('"rows"').waitFor();
    },
    LIMIT_MS,
  );

  itInBrowser(
    'no page has a serious accessibility fault, and the browser complains of nothing but refusals that were meant',
    async () => {
      const { page, complaints } = tab;
      const paths = [
        '/commands',
        '/commands?view=history',
        '/commands?view=presets',
        ...['you', 'people', 'alerts', 'access', 'audit', 'data'].map((name) => `/settings?tab=${name}`),
        '/api-docs?operation=getTerminals',
      ];
      const faults: string[] = [];
      for (const path of paths) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await until(
          `${path} is read`,
          20_000,
          async () => (await page.locator('.page .skeleton').count()) === 0,
        );
        faults.push(...(await findAccessibilityFaults(page)).map((fault) => `${path}: ${fault}`));
      }
      expect(faults).toEqual([]);
      // Not signed in yet at the first visit (401), and the question before a dangerous command (409).
      expect(complaints.filter((text) => !/status of (401|409)/.test(text))).toEqual([]);
    },
    LIMIT_MS,
  );
});
