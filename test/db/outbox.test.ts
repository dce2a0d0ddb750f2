import type { JsonQueue } from '../../core/aws/queue-sender.ts';
import { deleteSettledMessages } from '../../core/bot/outbox/delete-settled.ts';
import { LANES } from '../../core/bot/outbox/outbox-policy.ts';
import type { OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import { createOutboxPort } from '../../core/bot/outbox/put-off.ts';
import {
  type OutboxRun,
  type OutboxRunner,
  sendDueMessages,
} from '../../core/bot/outbox/send-due-messages.ts';
import { announce, MessageUnsendableError, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import { openTelegramClient, type TelegramClient } from '../../core/bot/sending/telegram-client.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { openPacing } from '../../core/guard/pacing.ts';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';
import { uncached } from '../support/uncached.ts';

let store: TestDatabase;
let botApi: BotApi;
/** What was sent to the queue: ids and the delay. */
let announced: { readonly message: unknown; readonly delaySeconds: number }[];
let queue: JsonQueue;

beforeAll(async () => {
  [store, botApi] = await Promise.all([createTestDatabase('outbox'), startBotApi()]);
});

afterAll(async () => {
  await Promise.all([store.close(), botApi.close()]);
});

beforeEach(async () => {
  await store.database.query('truncate outbox, users cascade');
  announced = [];
  queue = {
    send: (messages, delaySeconds = 0) => {
      announced.push(...messages.map((message) => ({ message, delaySeconds })));
      return Promise.resolve();
    },
  };
});

function message(key: string, changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    bot: 'fleet',
    chatId: 1,
    userId: 1,
    key,
    call: { method: 'sendMessage', payload: { text: key } },
    ...changes,
  };
}

const write = (...messages: OutgoingMessage[]): Promise<string[]> =>
  inTransaction(store.database, (session) => writeMessages(session, messages));

function runner(changes: Partial<OutboxRunner> = {}): OutboxRunner {
  return {
    database: store.database,
    clientOf: () => Promise.resolve(openTelegramClient('1:token', botApi.root)),
    pace: () => Promise.resolve(0),
    markUnreachable: () => Promise.resolve(),
    remainingMs: () => 60_000,
    monotonicMs: () => performance.now(),
    sleep: () => Promise.resolve(),
    queue,
    ...changes,
  };
}

const event = (...ids: string[][]): object => ({
  Records: ids.map((outboxIds, index) => ({
    messageId: `m${index}`,
    body: JSON.stringify({ version: 1, outboxIds }),
  })),
});

const SWEEP = { source: 'aws.scheduler' };

const run = (what: object, changes: Partial<OutboxRunner> = {}): Promise<OutboxRun> =>
  sendDueMessages(runner(changes), what);

/** What was sent since the test began, in order. */
let callsBefore = 0;
beforeEach(() => {
  callsBefore = botApi.calls.length;
});
const sent = (): unknown[] => botApi.calls.slice(callsBefore).map(({ payload }) => payload['text']);

async function rowOf(key: string): Promise<Record<string, unknown>> {
  const { rows } = await store.database.query<Record<string, unknown>>(
    `select state, attempts, failures, error, chat_id::integer as chat_id, message_id::integer as message_id,
       round(extract(epoch from not_before - now()))::integer as due_in, settled_at is not null as is_settled
     from outbox where key = $1`,
    [key],
  );
  return rows[0] ?? {};
}

const makeDue = (): Promise<unknown> =>
  store.database.query(
    `update outbox set not_before = now() - interval '1 s', claimed_at = now() - interval '2 minutes'`,
  );

describe('writing a message', () => {
  it('happens once for a cause, however often the cause is repeated', async () => {
    const first = await write(message('a'), message('b'));
    const again = await write(message('a'), message('b'), message('c'), message('c'));

    expect([first.length, again.length]).toEqual([2, 1]);
  });

  it('is undone with its cause', async () => {
    const failing = inTransaction(store.database, async (session) => {
      await writeMessages(session, [message('a')]);
      throw new Error('the cause failed');
    });

    await expect(failing).rejects.toThrow('the cause failed');
    expect(await rowOf('a')).toEqual({});
  });

  it.each<[string, Partial<OutgoingMessage>]>([
    ['without text', { call: { method: 'sendMessage', payload: { text: '' } } }],
    ['that names its chat twice', { call: { method: 'sendMessage', payload: { text: 'a', chat_id: 9 } } }],
    ['without a key', { key: '' }],
    [
      'with a file that does not fit a row',
      { call: { method: 'sendDocument', payload: { document: { name: 'a', base64: 'A'.repeat(400_000) } } } },
    ],
  ])('is refused %s', async (_, changes) => {
    await expect(write(message('ok'), message('bad', changes))).rejects.toThrow(MessageUnsendableError);
    expect(await rowOf('ok')).toEqual({});
  });

  it('is announced a hundred to a message, and a queue that is away is left to the sweep', async () => {
    await announce(
      queue,
      Array.from({ length: 250 }, (_, index) => String(index)),
    );
    await announce({ send: () => Promise.reject(new Error('SQS is away')) }, ['1']);

    expect(announced).toHaveLength(3);
  });
});

describe('a message', () => {
  it('is sent as it was written, and its id at Telegram kept', async () => {
    const ids = await write(
      message('a', { call: { method: 'sendMessage', payload: { text: 'hi', parse_mode: 'HTML' } } }),
    );

    const { tally } = await run(event(ids));

    expect(botApi.calls.at(-1)).toMatchObject({
      method: 'sendMessage',
      token: '1:token',
      payload: { chat_id: 1, text: 'hi', parse_mode: 'HTML' },
    });
    expect(tally.delivered).toBe(1);
    expect(await rowOf('a')).toMatchObject({
      state: 'sent',
      message_id: botApi.messages.at(-1)?.id,
      is_settled: true,
    });
  });

  it('is sent once, however often SQS delivers it, also twice in one event', async () => {
    const ids = await write(message('a'), message('b', { chatId: 2 }));

    await run(event(ids, ids));
    await run(event(ids));

    expect(sent().sort()).toEqual(['a', 'b']);
  });

  it('is sent once by executions and sweeps that run at the same time', async () => {
    const messages = Array.from({ length: 200 }, (_, index) => message(`m${index}`, { chatId: index + 1 }));
    const ids = await write(...messages);

    await Promise.all([
      ...Array.from({ length: 4 }, () => run(event(ids.slice(0, 100), ids.slice(100)))),
      run(SWEEP),
      run(SWEEP),
    ]);

    expect(sent()).toHaveLength(200);
    expect(new Set(sent()).size).toBe(200);
  });

  it('is not touched by others while an execution speaks, and a stale settlement changes nothing', async () => {
    const ids = await write(message('a'));
    const release = botApi.holdNext();
    const first = run(event(ids));
    await until('the first one speaks', 5_000, () => sent().length === 1);

    const second = await run(event(ids));
    await makeDue();
    const taken = await run(SWEEP);
    release();
    const { tally } = await first;

    expect(second.tally.delivered).toBe(0);
    // The claim was two minutes old: its holder is taken for dead, and must not write over who took it.
    expect(taken.tally.delivered).toBe(1);
    expect(tally.delivered).toBe(0);
    expect(await rowOf('a')).toMatchObject({ state: 'sent', attempts: 2, failures: 1 });
  });

  it('that an execution had claimed when it was killed is sent by the sweep a minute later, and none of the others twice', async () => {
    await write(...Array.from({ length: 20 }, (_, index) => message(`m${index}`, { chatId: index + 1 })));
    const real = openTelegramClient('1:token', botApi.root);
    // Killed after five calls: those that it was about to make are never made, and nothing of them is written.
    const client: TelegramClient = {
      call: (method, payload) =>
        sent().length < 5 ? real.call(method, payload) : new Promise<never>(() => undefined),
    };
    void run(SWEEP, { clientOf: () => Promise.resolve(client) });
    await until('five are settled', 5_000, async () => {
      const { rowCount } = await store.database.query(`select from outbox where state = 'sent'`);
      return (rowCount ?? 0) >= 5;
    });

    const tooEarly = await run(SWEEP);
    await makeDue();
    await run(SWEEP);

    expect(tooEarly.tally.delivered).toBe(0);
    expect(sent()).toHaveLength(20);
    expect(new Set(sent()).size).toBe(20);
  });

  it('waits for its time', async () => {
    const ids = await write(message('a', { notBefore: new Date(Date.now() + 60_000) }));

    await run(event(ids));
    await run(SWEEP);

    expect(sent()).toEqual([]);
  });

  it('of one chat follows the one before it', async () => {
    const ids = await write(...['a', 'b', 'c', 'd'].map((key) => message(key)));

    await run(event(ids.toReversed()));

    expect(sent()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('comes late by the sweep when its announcement was lost, and the age of the oldest is told', async () => {
    await write(message('a'), message('b', { bot: 'nobody' }));
    await store.database.query(`update outbox set not_before = now() - interval '90 s'`);

    const before = await run({ Records: [] });
    const { tally, oldestDueSeconds } = await run(SWEEP);

    expect(Math.round(before.oldestDueSeconds)).toBe(90);
    expect(tally.delivered).toBe(2);
    expect(oldestDueSeconds).toBe(0);
  });
});

describe('what Telegram answers', () => {
  it('429: the message, and those after it in its chat, wait as long as told and are announced again', async () => {
    const ids = await write(message('a'), message('b'));
    botApi.refuseNext(429, { retry_after: 7 });

    const { tally } = await run(event(ids));

    expect(sent()).toEqual(['a']);
    expect(tally.putOff).toHaveLength(2);
    expect(await rowOf('a')).toMatchObject({ state: 'pending', due_in: 7, failures: 0 });
    expect(announced).toEqual([{ message: { version: 1, outboxIds: ids }, delaySeconds: 7 }]);
  });

  it('429 in two chats: the whole bot is silent', async () => {
    const chats: number[] = [];
    await write(...Array.from({ length: 30 }, (_, index) => message(`m${index}`, { chatId: index + 1 })));
    const client: TelegramClient = {
      call: (_, payload) => {
        chats.push(Object.keys(payload).length);
        return Promise.resolve({ kind: 'wait', waitMs: 9_000 });
      },
    };

    const { tally } = await run(SWEEP, { clientOf: () => Promise.resolve(client) });

    expect(tally.putOff).toHaveLength(30);
    // Those that were on their way when the second one was refused.
    expect(chats.length).toBeLessThanOrEqual(LANES + 1);
  });

  it('403: the person is unreachable, and nothing is tried again', async () => {
    const users = new UserStore({
      openDatabase: () => Promise.resolve(store.database),
      cache: uncached,
      isCacheShared: true,
      readAdminChats: () => Promise.resolve([]),
      nowMs: Date.now,
    });
    await users.find('fleet', { id: 1, firstName: 'Ada', username: undefined, languageCode: 'en' });
    const ids = await write(message('a'));
    botApi.refuseNext(403);

    const { tally } = await run(event(ids), {
      markUnreachable: (bot, userId) => users.markUnreachable(bot, userId),
    });
    await makeDue();
    await run(SWEEP);

    expect(tally.unreachable).toBe(1);
    expect(sent()).toEqual(['a']);
    expect(await rowOf('a')).toMatchObject({ state: 'unreachable', error: '403 refused by the test' });
    const { rows } = await store.database.query(
      'select unreachable_at is not null as is_away from bot_users',
    );
    expect(rows).toEqual([{ is_away: true }]);
  });

  it('400: given up at once with the code, and the others are sent', async () => {
    const ids = await write(message('a'), message('b'));
    botApi.refuseNext(400);

    const { tally } = await run(event(ids));

    expect([tally.givenUp, tally.delivered]).toEqual([1, 1]);
    expect(await rowOf('a')).toMatchObject({ state: 'failed', error: '400 refused by the test' });
  });

  it('a group that became a supergroup: the message and those that wait follow it', async () => {
    const ids = await write(message('a', { chatId: -5 }), message('b', { chatId: -5 }));
    await write(message('later', { chatId: -5, notBefore: new Date(Date.now() + 3600_000) }));
    botApi.refuseNext(400, { migrate_to_chat_id: -1005 });

    await run(event(ids));

    expect(botApi.calls.slice(callsBefore).map(({ payload }) => payload['chat_id'])).toEqual([
      -5, -1005, -1005,
    ]);
    expect(await rowOf('later')).toMatchObject({ chat_id: -1005 });
  });

  it('5xx: tried again with growing pauses, eight times, then given up', async () => {
    await write(message('a'));
    const pauses: unknown[] = [];
    for (let tries = 1; tries <= 8; tries += 1) {
      await makeDue();
      botApi.refuseNext(502);
      await run(SWEEP);
      pauses.push((await rowOf('a'))['due_in']);
    }

    expect(pauses.slice(0, 7)).toEqual([10, 30, 90, 270, 810, 900, 900]);
    expect(await rowOf('a')).toMatchObject({ state: 'failed', failures: 7, error: '502 Bad Gateway' });
  });

  it('nothing: tried again later', async () => {
    await write(message('a'));

    const { tally } = await run(SWEEP, {
      clientOf: () => Promise.resolve(openTelegramClient('1:token', 'http://127.0.0.1:9')),
    });

    expect(tally.putOff).toHaveLength(1);
    expect(await rowOf('a')).toMatchObject({ state: 'pending', failures: 1, error: 'FetchError' });
  });

  it('a file that was put into the row arrives as a file', async () => {
    const calls: object[] = [];
    await write(
      message('a', {
        call: {
          method: 'sendDocument',
          payload: {
            document: { name: 'a.csv', base64: Buffer.from('x;y').toString('base64') },
            caption: 'rows',
          },
        },
      }),
    );

    await run(SWEEP, {
      clientOf: () =>
        Promise.resolve({
          call: (_, payload) => {
            calls.push(payload);
            return Promise.resolve({ kind: 'done', result: { message_id: 5 } } as const);
          },
        }),
    });

    expect(calls).toEqual([
      { chat_id: 1, caption: 'rows', document: { source: Buffer.from('x;y'), filename: 'a.csv' } },
    ]);
  });
});

describe('the pace', () => {
  /** A clock that only sleeping moves. */
  function slowClock(): { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> } {
    let nowMs = 0;
    return {
      now: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    };
  }

  it('lets one message a second into a chat, and short waits are sat out', async () => {
    const clock = slowClock();
    const pacing = openPacing({ valkey: undefined, stage: 'test', now: clock.now });
    await write(message('a'), message('b'), message('c'));

    const { tally } = await run(SWEEP, { pace: (...asked) => pacing.pace(...asked), sleep: clock.sleep });

    expect(tally.delivered).toBe(3);
    expect(clock.now()).toBe(2_000);
  });

  it('puts a group off that has had its twenty in this minute', async () => {
    const clock = slowClock();
    const pacing = openPacing({ valkey: undefined, stage: 'test', now: clock.now });
    await write(
      ...Array.from({ length: 25 }, (_, index) => message(`m${index}`, { chatId: -5, userId: undefined })),
    );

    const { tally } = await run(SWEEP, { pace: (...asked) => pacing.pace(...asked), sleep: clock.sleep });

    expect([tally.delivered, tally.putOff.length]).toEqual([20, 5]);
    expect(announced[0]?.delaySeconds).toBe(41);
    expect(await rowOf('m24')).toMatchObject({ state: 'pending', failures: 0 });
  });

  it('puts everything back that the time does not suffice for', async () => {
    let remainingMs = 60_000;
    const ids = await write(...['a', 'b', 'c'].map((key) => message(key)));

    const { tally } = await run(event(ids), {
      remainingMs: () => remainingMs,
      pace: () => {
        remainingMs = 5_000;
        return Promise.resolve(0);
      },
    });

    expect([tally.delivered, tally.putOff.length]).toEqual([1, 2]);
    expect(await rowOf('c')).toMatchObject({ state: 'pending', failures: 0 });
    expect(announced).toEqual([{ message: { version: 1, outboxIds: ids.slice(1) }, delaySeconds: 1 }]);
  });
});

describe('an SQS message', () => {
  it('that cannot be read fails alone', async () => {
    const ids = await write(message('a'));
    const { Records: records } = {
      Records: [
        { messageId: 'x', body: '{"version":2}' },
        { messageId: 'y', body: '{' },
      ],
    };

    const { failedMessageIds, tally } = await run({
      Records: [...records, { messageId: 'm', body: JSON.stringify({ version: 1, outboxIds: ids }) }],
    });

    expect(failedMessageIds).toEqual(['x', 'y']);
    expect(tally.delivered).toBe(1);
  });
});

describe('a row of another release', () => {
  it('is given up and does not stop the others', async () => {
    await write(message('a'), message('b', { chatId: 2 }));
    await store.database.query(`update outbox set method = 'sendHologram' where key = 'a'`);

    const { tally } = await run(SWEEP);

    expect([tally.givenUp, tally.delivered]).toEqual([1, 1]);
    expect(await rowOf('a')).toMatchObject({ state: 'failed', error: 'unreadable' });
  });
});

describe('a reply that Telegram did not take in time', () => {
  it('is written once and sent after the wait', async () => {
    const port = createOutboxPort({
      openDatabase: () => Promise.resolve(store.database),
      queue,
      now: () => new Date(),
    });
    const reply = {
      bot: 'fleet',
      chatId: 1,
      userId: 1,
      key: 'update:fleet:7:0',
      method: 'sendMessage',
      payload: { text: 'late' },
    };

    await port.putOff(reply, 30);
    await port.putOff(reply, 30);

    expect(await rowOf('update:fleet:7:0')).toMatchObject({ state: 'pending', due_in: 30 });
    expect(announced.map(({ delaySeconds }) => delaySeconds)).toEqual([30]);
    await expect(port.putOff({ ...reply, method: 'banChatMember' }, 1)).rejects.toThrow(
      MessageUnsendableError,
    );
  });
});

describe('settled messages', () => {
  it('are kept for a week', async () => {
    await write(message('old'), message('young'), message('pending'));
    await store.database.query(`
      update outbox set state = 'sent', settled_at = now() - case key when 'old' then interval '8 days' else interval '6 days' end
      where key <> 'pending'`);

    expect(await deleteSettledMessages(store.database, new Date())).toBe(1);
    expect(await rowOf('old')).toEqual({});
    expect(await rowOf('young')).toMatchObject({ state: 'sent' });
  });
});
