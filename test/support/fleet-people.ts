import { randomBytes } from 'node:crypto';
import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import { openSessionTable } from '../../core/aws/session-table.ts';
import { createAuditPort } from '../../core/bot/audit.ts';
import { type Bot, makeBot } from '../../core/bot/make-bot.ts';
import { builtinPart } from '../../core/bot/builtin/builtin-part.ts';
import { botDataOf, createBuiltinServices } from '../../core/bot/builtin/create-builtin-services.ts';
import { sealFlows } from '../../core/bot/session/seal-flows.ts';
import { sendDueMessages } from '../../core/bot/outbox/send-due-messages.ts';
import type { UserStore } from '../../core/bot/users/user-store.ts';
import { createFleetServices } from '../../functions/receive-update/fleet-services.ts';
import { type Chat, type Conversations, startConversations, type TalkSettings } from './conversation.ts';
import { outboxRunner } from './outbox-runner.ts';
import { recordingQueue } from './recording-queue.ts';
import { createTestDatabase, openTestDatabases, type TestDatabase } from './test-database.ts';
import { openTestUsers } from './test-users.ts';

/** The fleet bot with what every bot has, and its people on a real PostgreSQL. */
export interface FleetPeople {
  readonly store: TestDatabase;
  readonly conversations: Conversations;
  talk(settings?: Partial<TalkSettings>): Chat;
  /** Everything that waits in the outbox is sent, as `send-messages` does it. */
  sendOutbox(): Promise<void>;
  readonly rows: TestDatabase['rows'];
  /** Of the webhook; settable, so that days can pass. */
  now: Date;
  close(): Promise<void>;
}

const queue = recordingQueue();

export async function startFleetPeople(name: string): Promise<FleetPeople> {
  const [store, conversations] = await Promise.all([createTestDatabase(name), startConversations()]);
  const databases = openTestDatabases(store.url);
  const openDatabase = (): Promise<TestDatabase['database']> => Promise.resolve(store.database);
  const readAdminChats = (): Promise<string[]> => Promise.resolve([]);
  const nowMs = (): number => people.now.getTime();
  const makeUsers = (): UserStore => openTestUsers(openDatabase, { nowMs });
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
        outboxRunner(store.database, conversations.botApi.root, {
          markUnreachable: (id, userId) => makeUsers().markUnreachable(id, userId),
        }),
        {},
      );
    },
    rows: store.rows,
    async close() {
      await conversations.close();
      await databases.end();
      await store.close();
    },
  };
  return people;
}
