import { openTelegramClient, type TelegramClient } from '../../core/bot/sending/telegram-client.ts';
import { BOT_TOKEN } from '../support/conversation.ts';
import { event, message, SWEEP, useOutbox } from '../support/outbox.ts';
import { until } from '../support/until.ts';

const given = useOutbox('outbox_sent_once');
const { store, write, run, sent, rowOf, makeDue } = given;

describe('a message', () => {
  it('is sent as it was written, and its id at Telegram kept', async () => {
    const ids = await write(
      message('a', { call: { method: 'sendMessage', payload: { text: 'hi', parse_mode: 'HTML' } } }),
    );

    const { tally } = await run(event(ids));

    expect(given.botApi.calls.at(-1)).toMatchObject({
      method: 'sendMessage',
      token: BOT_TOKEN,
      payload: { chat_id: 1, text: 'hi', parse_mode: 'HTML' },
    });
    expect(tally.delivered).toBe(1);
    expect(await rowOf('a')).toMatchObject({
      state: 'sent',
      message_id: given.botApi.messages.at(-1)?.id,
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
    const release = given.botApi.holdNext();
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
    const real = openTelegramClient(BOT_TOKEN, given.botApi.root);
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
