import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { terminalPage } from '../../core/api/terminals/terminal-shapes.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { chromiumPath, type ConsoleTab, openBrowser, openTab, type TabOptions } from './console-browser.ts';
import { itNeeds } from './needs-program.ts';
import { until } from './until.ts';

export const itInBrowser = itNeeds(chromiumPath !== undefined, 'chromium');

/** Of these one never answers: with 2 in 100 it is the fiftieth. */
export const TERMINALS = 60;
const SILENT_PERCENT = '2';
const SILENT = 'sim-0050';
const FOUR = ['sim-0046', 'sim-0047', 'sim-0048', 'sim-0049'];
/** For what a page waits for; tests of other files have the machine at the same time. */
const SEEN_MS = 60_000;
const STORED_MS = 120_000;

/** The local system with its console, and a browser. Tests share it: whatever they make has a name of its own. */
export interface GivenConsole {
  readonly stack: Stack;
  /** A browser's window of its own for the owner of the terminals, closed when the test ends. What it complained of then fails the test. */
  tab(options?: GivenTabOptions): Promise<ConsoleTab>;
  /** Asks the API as the owner; not again and again: a person's calls a minute are counted, and the page has the same person's. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Waits until a query, finds a row that is stored. */
  untilStored(what: string, sql: string, values?: readonly unknown[]): Promise<void>;
  /** Makes a group of four terminals, and one more that never answers if the test is about that: each command waits seconds for it. */
  addGroup(name: string, options?: { readonly withSilent: boolean }): Promise<void>;
}

export interface GivenTabOptions extends TabOptions {
  /** Instead of the console's own address. */
  readonly baseUrl?: string;
  /** Complaints that belong to the test, such as a refusal. */
  readonly meant?: RegExp;
}

/** Starts it before all tests of the file that calls this, and stops it after them. */
export function useConsole(): GivenConsole {
  const dataDir = mkdtempSync(join(tmpdir(), 'console-'));
  const opened: { readonly tab: ConsoleTab; readonly meant: RegExp | undefined }[] = [];
  let stack: Stack | undefined;
  let browser: Browser | undefined;
  let token = '';

  const given: GivenConsole = {
    get stack() {
      if (stack === undefined) throw new Error('the stack runs only while tests do');
      return stack;
    },
    async tab({ baseUrl = given.stack.addresses.httpUrl, meant, ...options } = {}) {
      if (browser === undefined) throw new Error('the browser runs only while tests do');
      const tab = await openTab(browser, baseUrl, options);
      tab.page.setDefaultTimeout(SEEN_MS);
      opened.push({ tab, meant });
      return tab;
    },
    async ask(method, path, body) {
      const response = await fetch(`${given.stack.addresses.httpUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.json();
    },
    async untilStored(what, sql, values = []) {
      const client = new Client({ connectionString: given.stack.addresses.databaseUrl });
      await client.connect();
      try {
        await until(what, STORED_MS, async () => (await client.query(sql, [...values])).rows.length > 0);
      } finally {
        await client.end();
      }
    },
    async addGroup(name, { withSilent } = { withSilent: false }) {
      const members = withSilent ? [...FOUR, SILENT] : FOUR;
      const { terminals } = terminalPage.parse(await given.ask('GET', '/api/terminals?limit=100'));
      const terminalIds = terminals.filter((one) => members.includes(one.name)).map(({ id }) => id);
      expect(terminalIds).toHaveLength(members.length);
      await given.ask('POST', '/api/terminals/labels', { terminalIds, add: { groups: [name] } });
    },
  };

  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    [stack, browser] = await Promise.all([
      startStack({
        rootDir: join(__dirname, '../..'),
        dataDir,
        httpPort: 0,
        udpPort: 0,
        terminals: TERMINALS,
        simulatorArgs: ['--silent', SILENT_PERCENT],
        standby: false,
      }),
      openBrowser(),
    ]);
    const login = await given.ask('POST', '/api/auth/dev-login', { telegramId: 1 });
    token = z.object({ token: z.string() }).parse(login).token;
  });

  afterEach(async () => {
    const ended = opened.splice(0);
    await Promise.all(ended.map(({ tab }) => tab.context.close()));
    const complaints = ended.flatMap(({ tab, meant }) =>
      tab.complaints.filter((text) => meant === undefined || !meant.test(text)),
    );
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return given;
}
