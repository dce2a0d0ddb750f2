import { randomBytes } from 'node:crypto';
import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { openSessionTable } from '../../core/aws/session-table.ts';
import { createAuditPort } from '../../core/bot/audit.ts';
import { type Bot, makeBot } from '../../core/bot/bot.ts';
import { builtinPart } from '../../core/bot/builtin/builtin-part.ts';
import { botDataOf, createBuiltinServices } from '../../core/bot/builtin/create-builtin-services.ts';
import { sealFlows } from '../../core/bot/session/seal-flows.ts';
import { sendDueMessages } from '../../core/bot/outbox/send-due-messages.ts';
import { openTelegramClient } from '../../core/bot/sending/telegram-client.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { type Databases, openDatabases } from '../../core/database/databases.ts';
import { createFleetServices } from '../../functions/receive-update/fleet-services.ts';
import {
  BOT_TOKEN,
  type Chat,
  type Conversations,
  startConversations,
  type TalkSettings,
} from './conversation.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { uncached } from './uncached.ts';

/** The fleet bot with what every bot has, and its people on a real PostgreSQL. */
export interface FleetPeople {
  readonly store: TestDatabase;
  readonly conversations: Conversations;
  talk(settings?: Partial<TalkSettings>): Chat;
  /** Everything that waits in the outbox is sent, as `send-messages` does it. */
  sendOutbox(): Promise<void>;
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Of the webhook; settable, so that days can pass. */
  now: Date;
  close(): Promise<void>;
}

const queue: JsonQueue = { send: () => Promise.resolve() };

export async function startFleetPeople(name: string): Promise<FleetPeople> {
  const [store, conversations] = await Promise.all([createTestDatabase(name), startConversations()]);
  const databases: Databases = openDatabases({
    writer: { url: store.url },
    reader: { url: store.url },
    applicationName: 'test',
    maxConnections: 4,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
  const openDatabase = (): Promise<TestDatabase['database']> => Promise.resolve(store.database);
  const readAdminChats = (): Promise<string[]> => Promise.resolve([]);
  const nowMs = (): number => people.now.getTime();
  const makeUsers = (): UserStore =>
    new UserStore({ openDatabase, cache: uncached, isCacheShared: true, readAdminChats, nowMs });
  const terminalKey = randomBytes(32);

  const bot = (): Bot => {
    const services = createFleetServices({
      databases,
      commandsQueue: queue,
      messagesQueue: queue,
      readTerminalKey: () => Promise.resolve(terminalKey),
      hosts: { networks: 'anywhere', timeoutMs: 1_000, resolve: () => Promise.resolve([]) },
    });
    const builtins = createBuiltinServices({
      openDatabase,
      users: makeUsers(),
      queue,
      readAdminChats,
      botData: botDataOf(fleetBot, services),
      now: () => people.now,
    });
    return makeBot(fleetBot, services, [builtinPart(builtins)]);
  };

  const people: FleetPeople = {
    store,
    conversations,
    now: new Date(),
    talk: (settings = {}) =>
      conversations.talk({
        bot,
        platform: () => ({
          // By the same clock as all else, or conversations of another day would be over at once.
          sessions: sealFlows(openSessionTable(conversations.openClient(), 'sessions', nowMs), () =>
            Promise.resolve(terminalKey),
          ),
          users: makeUsers(),
          audit: createAuditPort(openDatabase),
          nowMs,
        }),
        ...settings,
      }),
    async sendOutbox() {
      await sendDueMessages(
        {
          database: store.database,
          clientOf: () => Promise.resolve(openTelegramClient(BOT_TOKEN, conversations.botApi.root)),
          pace: () => Promise.resolve(0),
          markUnreachable: (id, userId) => makeUsers().markUnreachable(id, userId),
          remainingMs: () => 60_000,
          monotonicMs: () => performance.now(),
          sleep: () => Promise.resolve(),
          queue,
        },
        {},
      );
    },
    rows: async (text, values = []) =>
      (await store.database.query<Record<string, unknown>>(text, values)).rows,
    async close() {
      await conversations.close();
      await databases.end();
      await store.close();
    },
  };
  return people;
}
