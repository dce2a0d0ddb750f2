import { LANES } from '../../core/bot/outbox/outbox-policy.ts';
import { openTelegramClient, type TelegramClient } from '../../core/bot/sending/telegram-client.ts';
import { openPacing } from '../../core/guard/pacing.ts';
import { event, message, SWEEP, useOutbox } from '../support/outbox.ts';
import { openTestUsers } from '../support/test-users.ts';

const given = useOutbox('outbox_held_up');
const { store, announced, write, run, calls, sent, rowOf, makeDue } = given;

describe('what Telegram answers', () => {
  it('429: the message, and those after it in its chat, wait as long as told and are announced again', async () => {
    const ids = await write(message('a'), message('b'));
    given.botApi.refuseNext(429, { retry_after: 7 });

    const { tally } = await run(event(ids));

    expect(sent()).toEqual(['a']);
    expect(tally.putOff).toHaveLength(2);
    expect(await rowOf('a')).toMatchObject({ state: 'pending', due_in: 7, failures: 0 });
    expect(announced).toEqual([{ message: { version: 1, outboxIds: ids }, delaySeconds: 7 }]);
  });

  it('429 in two chats: the whole bot is silent', async () => {
    let asked = 0;
    await write(...Array.from({ length: 30 }, (_, index) => message(`m${index}`, { chatId: index + 1 })));
    const client: TelegramClient = {
      call: () => {
        asked += 1;
        return Promise.resolve({ kind: 'wait', waitMs: 9_000 });
      },
    };

    const { tally } = await run(SWEEP, { clientOf: () => Promise.resolve(client) });

    expect(tally.putOff).toHaveLength(30);
    // Those that were on their way when the second one was refused.
    expect(asked).toBeLessThanOrEqual(LANES + 1);
  });

  it('403: the person is unreachable, and nothing is tried again', async () => {
    const users = openTestUsers(() => Promise.resolve(store.database));
    await users.find('fleet', { id: 1, firstName: 'Ada', username: undefined, languageCode: 'en' });
    const ids = await write(message('a'));
    given.botApi.refuseNext(403);

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
    given.botApi.refuseNext(400);

    const { tally } = await run(event(ids));

    expect([tally.givenUp, tally.delivered]).toEqual([1, 1]);
    expect(await rowOf('a')).toMatchObject({ state: 'failed', error: '400 refused by the test' });
  });

  it('a group that became a supergroup: the message and those that wait follow it', async () => {
    const ids = await write(message('a', { chatId: -5 }), message('b', { chatId: -5 }));
    await write(message('later', { chatId: -5, notBefore: new Date(Date.now() + 3600_000) }));
    given.botApi.refuseNext(400, { migrate_to_chat_id: -1005 });

    await run(event(ids));

    expect(calls().map(({ payload }) => payload['chat_id'])).toEqual([-5, -1005, -1005]);
    expect(await rowOf('later')).toMatchObject({ chat_id: -1005 });
  });

  it('5xx: tried again with growing pauses, eight times, then given up', async () => {
    await write(message('a'));
    const pauses: unknown[] = [];
    for (let tries = 1; tries <= 8; tries += 1) {
      await makeDue();
      given.botApi.refuseNext(502);
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
