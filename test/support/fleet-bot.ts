import { randomBytes } from 'node:crypto';
import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import { type Bot, makeBot } from '../../core/bot/make-bot.ts';
import type { Databases } from '../../core/database/databases.ts';
import type { ResolveHost } from '../../core/fleet/terminals/check-host.ts';
import { createFleetServices } from '../../functions/receive-update/fleet-services.ts';
import { type Chat, type Conversations, startConversations, type TalkSettings } from './conversation.ts';
import { recordingQueue } from './recording-queue.ts';
import { openTestDatabases, type TestDatabase, useTestDatabase } from './test-database.ts';

export interface FleetBotOfFile {
  readonly conversations: Conversations;
  readonly rows: TestDatabase['rows'];
  readonly talk: (settings?: Partial<TalkSettings>) => Chat;
  /** Oldest first, removed ones too. */
  readonly terminals: () => Promise<TerminalRow[]>;
  /** Opens what is sealed in a row. */
  readonly terminalKey: Buffer;
  /** Runs of commands that were announced, since the test began. */
  readonly announced: readonly unknown[];
}

export interface TerminalRow {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password_sealed: Buffer | null;
  readonly removed_at: Date | null;
  readonly enabled: boolean;
}

/** Of hosts: all that there is of names. */
const NAMES: Readonly<Record<string, string>> = {
  'trader.example': '10.7.7.7',
  'inside.example': '127.0.0.1',
};

const resolve: ResolveHost = (name) => {
  const address = NAMES[name];
  return address === undefined
    ? Promise.reject(Object.assign(new Error('queryA'), { code: 'ENOTFOUND' }))
    : Promise.resolve([{ address, family: 4 }]);
};

/** The fleet bot on a database of the test file's own, without fleets at each test. */
export function useFleetBot(databaseName: string): FleetBotOfFile {
  const store = useTestDatabase(databaseName);
  const terminalKey = randomBytes(32);
  const queue = recordingQueue();
  let databases: Databases;
  let conversations: Conversations;
  beforeAll(async () => {
    databases = openTestDatabases(store.url);
    conversations = await startConversations();
  });
  afterAll(async () => {
    await conversations.close();
    await databases.end();
  });
  beforeEach(async () => {
    queue.messages.length = 0;
    await store.rows('truncate fleets, terminals, command_runs, command_results, terminal_imports cascade');
  });

  const bot = (): Bot =>
    makeBot(
      fleetBot,
      createFleetServices({
        databases,
        commandsQueue: queue,
        messagesQueue: recordingQueue(),
        readTerminalKey: () => Promise.resolve(terminalKey),
        hosts: { networks: 'outside', timeoutMs: 1_000, resolve },
      }),
    );
  return {
    get conversations() {
      return conversations;
    },
    rows: store.rows,
    talk: (settings = {}) => conversations.talk({ bot, ...settings }),
    terminals: async () =>
      (await store.database.query<TerminalRow>('select * from terminals order by id')).rows,
    terminalKey,
    announced: queue.messages,
  };
}

/** As a person does it, who gives it the password `Tr0ub4dor`. */
export async function addTerminal(chat: Chat, name: string, host: string): Promise<void> {
  await chat.says('/add');
  await chat.says(name);
  await chat.says(host);
  await chat.says('2500');
  await chat.says('Tr0ub4dor');
  await chat.taps('Add it');
}
