import type { PutOffMessage } from '../../../core/bot/outbox-port.ts';
import type { Reply } from '../../../core/bot/replies/reply.ts';
import { type Delivery, RepliesUnsentError, sendReplies } from '../../../core/bot/replies/send-replies.ts';
import type { CallOutcome } from '../../../core/bot/sending/call-outcome.ts';

let calls: { readonly method: string; readonly payload: object }[];
let outcomes: CallOutcome[];
let waits: number[];
let putOff: { readonly message: PutOffMessage; readonly seconds: number }[];
let progress: number[];
let refused: string[];
let unreachable: number;

const delivery = (changes: Partial<Delivery> = {}): Delivery => ({
  client: {
    call: (method, payload) => {
      calls.push({ method, payload });
      return Promise.resolve(
        outcomes.shift() ?? { kind: 'done', result: { message_id: 100 + calls.length } },
      );
    },
  },
  bot: 'fleet',
  updateId: 9,
  chatId: 5,
  userId: 5,
  leftMs: () => 8_000,
  wait: (ms) => {
    waits.push(ms);
    return Promise.resolve();
  },
  outbox: {
    putOff: (message, seconds) => {
      putOff.push({ message, seconds });
      return Promise.resolve();
    },
  },
  markUnreachable: () => {
    unreachable += 1;
    return Promise.resolve();
  },
  keepProgress: (sent) => {
    progress.push(sent);
    return Promise.resolve();
  },
  onRefused: (why) => refused.push(why),
  ...changes,
});

beforeEach(() => {
  calls = [];
  outcomes = [];
  waits = [];
  putOff = [];
  progress = [];
  refused = [];
  unreachable = 0;
});

const message = (text: string, more: object = {}): Reply => ({ kind: 'message', text, ...more });
const methods = (): string[] => calls.map(({ method }) => method);
const refusal = (why: string): CallOutcome => ({
  kind: 'refused',
  code: 400,
  why: `400 Bad Request: ${why}`,
});

describe('replies', () => {
  it('go out in order, and how far they went is kept before each further one', async () => {
    await sendReplies(delivery(), [message('a'), message('b'), message('c')], 0);

    expect(calls.map(({ payload }) => payload)).toMatchObject([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
    expect(progress).toEqual([1, 2]);
  });

  it('that were sent by an earlier try are not sent again', async () => {
    await sendReplies(delivery(), [message('a'), message('b')], 1);

    expect(calls).toMatchObject([{ payload: { text: 'b' } }]);
  });

  it('tell the id of the question that was asked', async () => {
    const { questionMessageId } = await sendReplies(delivery(), [message('a', { isQuestion: true })], 0);

    expect(questionMessageId).toBe(101);
  });

  it('that say what stands there already are done', async () => {
    outcomes = [refusal('message is not modified')];

    const { questionMessageId } = await sendReplies(
      delivery(),
      [message('a', { edits: 7, isQuestion: true })],
      0,
    );

    expect(methods()).toEqual(['editMessageText']);
    expect(questionMessageId).toBe(7);
    expect(refused).toEqual([]);
  });

  it.each(['message to edit not found', "message can't be edited", 'MESSAGE_ID_INVALID'])(
    'are sent anew when the message cannot be edited: %s',
    async (why) => {
      outcomes = [refusal(why)];

      await sendReplies(delivery(), [message('a', { edits: 7, markup: { inline_keyboard: [] } })], 0);

      expect(methods()).toEqual(['editMessageText', 'sendMessage']);
      expect(calls[1]?.payload).toMatchObject({
        chat_id: 5,
        text: 'a',
        reply_markup: { inline_keyboard: [] },
      });
      expect(calls[1]?.payload).not.toHaveProperty('message_id');
    },
  );

  it('that Telegram refuses for good are told of, and do not lose the others', async () => {
    outcomes = [refusal("can't parse entities"), { kind: 'done', result: {} }];

    await sendReplies(delivery(), [message('a'), message('b')], 0);

    expect(calls).toHaveLength(2);
    expect(refused).toEqual(["400 Bad Request: can't parse entities"]);
  });

  it('end when the person is gone, who is marked', async () => {
    outcomes = [{ kind: 'unreachable', why: '403' }];

    const { sent } = await sendReplies(delivery(), [message('a'), message('b')], 0);

    expect([calls.length, unreachable, sent]).toEqual([1, 1, 2]);
  });

  it('wait as long as Telegram says when there is the time for it', async () => {
    outcomes = [{ kind: 'wait', waitMs: 3_000 }];

    await sendReplies(delivery(), [message('a')], 0);

    expect([waits, methods()]).toEqual([[3_000], ['sendMessage', 'sendMessage']]);
  });

  it('go to the outbox when there is not, with all that come after them', async () => {
    outcomes = [
      { kind: 'done', result: {} },
      { kind: 'wait', waitMs: 7_500 },
    ];

    const { sent } = await sendReplies(
      delivery(),
      [message('a'), message('b', { edits: 7 }), message('c')],
      0,
    );

    expect(sent).toBe(3);
    expect(putOff).toMatchObject([
      {
        seconds: 8,
        message: {
          bot: 'fleet',
          chatId: 5,
          userId: 5,
          key: 'reply:fleet:9:1',
          method: 'editMessageText',
          payload: { message_id: 7, text: 'b', parse_mode: 'HTML' },
        },
      },
      { message: { key: 'reply:fleet:9:2', method: 'sendMessage', payload: { text: 'c' } } },
    ]);
  });

  it('that got no answer fail the update, which knows how far it came', async () => {
    outcomes = [
      { kind: 'done', result: {} },
      { kind: 'failed', why: 'FetchError' },
    ];

    const failure: unknown = await sendReplies(
      delivery(),
      [message('a'), message('b'), message('c')],
      0,
    ).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(RepliesUnsentError);
    expect(failure).toMatchObject({ sent: 1 });
    expect(calls).toHaveLength(2);
  });

  it('follow a group that has become a supergroup', async () => {
    outcomes = [{ kind: 'moved', chatId: -1009 }];

    await sendReplies(delivery(), [message('a'), message('b')], 0);

    expect(calls.map(({ payload }) => payload)).toMatchObject([
      { chat_id: 5 },
      { chat_id: -1009 },
      { chat_id: -1009 },
    ]);
  });

  it('to a tap that is too old to be answered are no failure', async () => {
    outcomes = [refusal('query is too old')];

    await expect(
      sendReplies(delivery(), [{ kind: 'toast', queryId: 'q', text: 'Done' }, message('a')], 0),
    ).resolves.toMatchObject({ sent: 1 });
  });

  it('fail when what a person wrote in secret could not be deleted for want of an answer', async () => {
    outcomes = [{ kind: 'failed', why: 'no answer' }];

    await expect(
      sendReplies(delivery(), [{ kind: 'deletion', messageId: 3 }, message('a')], 0),
    ).rejects.toThrow(RepliesUnsentError);
  });
});
