import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import type { OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import {
  type OutboxRun,
  type OutboxRunner,
  sendDueMessages,
} from '../../core/bot/outbox/send-due-messages.ts';
import { writeMessages } from '../../core/bot/outbox/write-messages.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { type BotApi, startBotApi } from './bot-api.ts';
import { outboxRunner } from './outbox-runner.ts';
import { type TestDatabase, useTestDatabase } from './test-database.ts';

export interface OutboxOfFile {
  readonly store: Omit<TestDatabase, 'close'>;
  readonly botApi: BotApi;
  readonly queue: JsonQueue;
  /** What was sent to the queue since the test began. */
  readonly announced: readonly { readonly message: unknown; readonly delaySeconds: number }[];
  /** @returns ids of those that were not written before */
  readonly write: (...messages: OutgoingMessage[]) => Promise<string[]>;
  /** One execution of `send-messages`. */
  readonly run: (event: object, change?: Partial<OutboxRunner>) => Promise<OutboxRun>;
  /** Calls of the Bot API since the test began, in order. */
  readonly calls: () => BotApi['calls'];
  /** Their texts. */
  readonly sent: () => unknown[];
  /** Empty when there is none. */
  readonly rowOf: (key: string) => Promise<Record<string, unknown>>;
  /** Waits are over, and claims so old that their holders are taken for dead. */
  readonly makeDue: () => Promise<unknown>;
}

export function message(key: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    bot: 'fleet',
    chatId: 1,
    userId: 1,
    key,
    call: { method: 'sendMessage', payload: { text: key } },
    ...changes,
  };
}

/** What SQS delivers, a message each. */
export const event = (...ids: string[][]): object => ({
  Records: ids.map((outboxIds, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify({ version: 1, outboxIds }),
  })),
});

/** What the scheduler sends. */
export const SWEEP = { source: 'aws.scheduler' };

/** An outbox on a database of the test file's own, empty at each test, and a Telegram for it. */
export function useOutbox(databaseName: string): OutboxOfFile {
  const store = useTestDatabase(databaseName);
  const announced: { message: unknown; delaySeconds: number }[] = [];
  const queue: JsonQueue = {
    send: (messages, delaySeconds = 0) => {
      announced.push(...messages.map((one) => ({ message: one, delaySeconds })));
      return Promise.resolve();
    },
  };
  let botApi: BotApi;
  let callsBefore = 0;
  beforeAll(async () => {
    botApi = await startBotApi();
  });
  afterAll(() => botApi.close());
  beforeEach(async () => {
    await store.rows('truncate outbox, users cascade');
    announced.length = 0;
    callsBefore = botApi.calls.length;
  });

  const calls = (): BotApi['calls'] => botApi.calls.slice(callsBefore);
  return {
    store,
    get botApi() {
      return botApi;
    },
    queue,
    announced,
    write: (...messages) => inTransaction(store.database, (session) => writeMessages(session, messages)),
    run: (what, change = {}) =>
      sendDueMessages(outboxRunner(store.database, botApi.root, { queue, ...change }), what),
    calls,
    sent: () => calls().map(({ payload }) => payload['text']),
    rowOf: async (key) => {
      const [row = {}] = await store.rows(
        `select state, attempts, failures, error, chat_id::integer as chat_id, message_id::integer as message_id,
           round(extract(epoch from not_before - now()))::integer as due_in, settled_at is not null as is_settled
         from outbox where key = $1`,
        [key],
      );
      return row;
    },
    makeDue: () =>
      store.rows(
        `update outbox set not_before = now() - interval '1 s', claimed_at = now() - interval '2 minutes'`,
      ),
  };
}
