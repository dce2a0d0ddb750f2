import { GROUP_ID } from '../../../local/bot-api/world.ts';
import { ADA, BOT, CHAT, createFixture, type Fixture } from './world-fixture.ts';

const BORIS = 2;
const DAY_MS = 24 * 3_600_000;

let fixture: Fixture;

beforeEach(() => {
  fixture = createFixture();
});

afterEach(() => fixture.remove());

const button = (fields: object): object => ({ inline_keyboard: [[{ text: 'Tap', ...fields }]] });
const send = (values: object = {}): Promise<unknown> =>
  fixture.call('sendMessage', { chat_id: ADA, text: 'hello', ...values });

/** Code and words of a refusal. */
async function refusal(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => 'was done',
    (error: unknown) => error,
  );
}

describe('sendMessage', () => {
  it.each([
    [{ text: '' }, 'message text is empty'],
    [{ text: ' \n <b> </b>', parse_mode: 'HTML' }, 'message text is empty'],
    [{ text: 'x'.repeat(4_097) }, 'message is too long'],
    [{ text: '<b>x', parse_mode: 'HTML' }, `can't parse entities: Can't find end tag`],
    [{ chat_id: undefined }, 'chat_id is empty'],
    [{ chat_id: 99 }, 'chat not found'],
    [{ reply_markup: button({ callback_data: 'я'.repeat(33) }) }, 'BUTTON_DATA_INVALID'],
    [{ reply_markup: button({ callback_data: '' }) }, 'BUTTON_DATA_INVALID'],
    [{ reply_markup: button({}) }, 'Text buttons are unallowed in the inline keyboard'],
    [{ reply_markup: button({ url: 'http://localhost/' }) }, 'Wrong HTTP URL'],
    [{ reply_markup: button({ copy_text: { text: 'x'.repeat(257) } }) }, 'BUTTON_COPY_TEXT_INVALID'],
    [{ reply_markup: '{"inline_keyboard":' }, 'is not JSON'],
    [{ reply_markup: { inline_keyboard: 'x' } }, "can't parse reply keyboard markup JSON object"],
  ])('refuses %j', async (values, reason) => {
    expect(await refusal(send(values))).toMatchObject({
      errorCode: 400,
      message: expect.stringContaining(reason),
    });
  });

  it('takes what is just within the limits, parsed before it is counted', async () => {
    await send({ text: `<b>${'x'.repeat(4_096)}</b>`, parse_mode: 'HTML' });
    await send({ reply_markup: button({ callback_data: 'я'.repeat(32) }) });

    expect(fixture.world.conversationFor(ADA, CHAT).messages).toHaveLength(3);
  });

  it('does not reach who has not started the bot, nor who has blocked it', async () => {
    fixture.acts.block(ADA, CHAT, true);

    expect(await refusal(send({ chat_id: BORIS }))).toMatchObject({
      errorCode: 403,
      message: "Forbidden: bot can't initiate conversation with a user",
    });
    expect(await refusal(send())).toMatchObject({
      errorCode: 403,
      message: 'Forbidden: bot was blocked by the user',
    });
  });

  it('lets a short burst into a chat, then one message a second', async () => {
    const answers: unknown[] = [];
    for (let index = 0; index < 11; index += 1) answers.push(await refusal(send()));

    expect(answers.filter((answer) => answer === 'was done')).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({
      errorCode: 429,
      message: 'Too Many Requests: retry after 1',
      retryAfterS: 1,
    });

    fixture.pass(1_000);
    expect(await refusal(send())).toBe('was done');
    expect(await refusal(send())).toMatchObject({ errorCode: 429 });
  });

  it('lets 20 messages a minute into a group, and 30 a second out of a bot', async () => {
    const toGroup: unknown[] = [];
    for (let index = 0; index < 21; index += 1) toGroup.push(await refusal(send({ chat_id: GROUP_ID })));

    expect(toGroup.filter((answer) => answer === 'was done')).toHaveLength(20);
    expect(toGroup.at(-1)).toMatchObject({ errorCode: 429, retryAfterS: 3 });

    // 20 went into the group in this second, so 10 are left for all others.
    fixture.acts.say(BORIS, CHAT, '/start');
    const toBoris: unknown[] = [];
    for (let index = 0; index < 8; index += 1) toBoris.push(await refusal(send({ chat_id: BORIS })));
    const toAda = [await refusal(send()), await refusal(send()), await refusal(send())];

    expect(toBoris.every((answer) => answer === 'was done')).toBe(true);
    expect(toAda).toEqual(['was done', 'was done', expect.objectContaining({ errorCode: 429 })]);
  });
});

describe('editing and deleting', () => {
  const edit = (values: object): Promise<unknown> =>
    fixture.call('editMessageText', { chat_id: ADA, message_id: 2, text: 'hello', ...values });

  beforeEach(() => send());

  it('changes a message in its place, and says when nothing would change', async () => {
    expect(await refusal(edit({}))).toMatchObject({
      errorCode: 400,
      message: expect.stringContaining('message is not modified: specified new message content'),
    });

    fixture.pass(5_000);
    expect(await edit({ text: '<b>hello</b>', parse_mode: 'HTML' })).toMatchObject({
      message_id: 2,
      text: 'hello',
      edit_date: fixture.world.nowS,
    });
  });

  it('takes the buttons away with an edit that has none', async () => {
    await fixture.call('editMessageReplyMarkup', {
      chat_id: ADA,
      message_id: 2,
      reply_markup: button({ callback_data: 'x' }),
    });

    expect(await edit({ text: 'bye' })).not.toHaveProperty('reply_markup');
  });

  it.each([
    ['editMessageText', { message_id: 77, text: 'x' }, 'message to edit not found'],
    ['editMessageText', { message_id: 1, text: 'x' }, "message can't be edited"],
    ['editMessageText', { text: 'x' }, 'message identifier is not specified'],
    ['editMessageText', { message_id: 2, text: '' }, 'message text is empty'],
    ['deleteMessage', { message_id: 77 }, 'message to delete not found'],
  ])('%s refuses %j', async (method, values, reason) => {
    expect(await refusal(fixture.call(method, { chat_id: ADA, ...values }))).toMatchObject({
      errorCode: 400,
      message: `Bad Request: ${reason}`,
    });
  });

  it('deletes what the person wrote in a private chat, and only its own in a group, for 48 hours', async () => {
    fixture.acts.say(ADA, 'group', 'hi');

    expect(await fixture.call('deleteMessage', { chat_id: ADA, message_id: 1 })).toBe(true);
    const foreign = fixture.call('deleteMessage', { chat_id: GROUP_ID, message_id: 1 });
    expect(await refusal(foreign)).toMatchObject({ message: "Bad Request: message can't be deleted" });
    fixture.pass(2 * DAY_MS + 1_000);
    const old = fixture.call('deleteMessage', { chat_id: ADA, message_id: 2 });
    expect(await refusal(old)).toMatchObject({
      message: expect.stringContaining("message can't be deleted"),
    });
  });
});

describe('answerCallbackQuery', () => {
  it('answers a tap for a minute, and nothing that was not tapped', async () => {
    await send({ reply_markup: button({ callback_data: 'x' }) });
    const id = fixture.acts.tap(ADA, CHAT, 2, 'x');

    expect(await fixture.call('answerCallbackQuery', { callback_query_id: id, text: 'done' })).toBe(true);
    fixture.pass(61_000);
    for (const callback_query_id of [id, '1'])
      expect(await refusal(fixture.call('answerCallbackQuery', { callback_query_id }))).toMatchObject({
        message: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
      });
  });

  it('takes no tap on a button that is not there any more', async () => {
    await send({ reply_markup: button({ callback_data: 'x' }) });
    await fixture.call('editMessageText', { chat_id: ADA, message_id: 2, text: 'no buttons' });

    expect(() => fixture.acts.tap(ADA, CHAT, 2, 'x')).toThrow('there is no such button any more');
  });
});

describe('files', () => {
  const upload = (content: Buffer) =>
    new Map([['document', { name: 'отчёт.csv', mimeType: 'text/csv', content }]]);

  it('come back as they were sent, by id', async () => {
    const sent = await fixture.call('sendDocument', { chat_id: ADA }, upload(Buffer.from('a,b')));
    expect(sent).toMatchObject({ document: { file_name: 'отчёт.csv', file_size: 3 } });

    const [file] = fixture.world
      .conversationFor(ADA, CHAT)
      .messages.flatMap(({ document }) => document ?? []);
    expect(await fixture.call('getFile', { file_id: file?.file_id })).toMatchObject({ file_size: 3 });
    expect(await fixture.call('sendDocument', { chat_id: ADA, document: file?.file_id })).toMatchObject({
      document: file,
    });
  });

  it('are refused when they are empty, unknown, above 20 MB for a download', async () => {
    const empty = fixture.call('sendDocument', { chat_id: ADA }, upload(Buffer.alloc(0)));
    expect(await refusal(empty)).toMatchObject({ message: 'Bad Request: file must be non-empty' });
    const unknown = fixture.call('getFile', { file_id: '../../etc/passwd' });
    expect(await refusal(unknown)).toMatchObject({ errorCode: 400 });

    await fixture.call('sendDocument', { chat_id: ADA }, upload(Buffer.alloc(20 * 1024 * 1024 + 1)));
    const large = fixture.world.conversationFor(ADA, CHAT).messages.at(-1)?.document?.file_id;
    expect(await refusal(fixture.call('getFile', { file_id: large }))).toMatchObject({
      message: 'Bad Request: file is too big',
    });
  });
});

describe('what a bot hears', () => {
  const heard = (): unknown[] =>
    fixture.world.bot(BOT).pending.map(({ kind, payload }) => ({ kind, ...payload }));

  it('is every message of a private chat, taps, and being blocked', () => {
    fixture.acts.say(ADA, CHAT, '/help me');
    fixture.acts.shareContact(ADA, CHAT);
    fixture.acts.block(ADA, CHAT, true);

    expect(heard()).toMatchObject([
      { kind: 'message', text: '/start' },
      { kind: 'message', text: '/help me', entities: [{ type: 'bot_command', offset: 0, length: 5 }] },
      { kind: 'message', contact: { user_id: ADA } },
      { kind: 'my_chat_member', new_chat_member: { status: 'kicked', user: { id: BOT } } },
    ]);
    expect(() => fixture.acts.say(ADA, CHAT, 'hi')).toThrow('unblock it first');
  });

  it('is of a group only what is for it', async () => {
    await send({ chat_id: GROUP_ID });
    fixture.acts.say(ADA, 'group', 'hello all');
    fixture.acts.say(ADA, 'group', '/status@other_bot');
    fixture.acts.say(ADA, 'group', '/status@fleet_local_bot');
    fixture.acts.say(BORIS, 'group', 'yes', 1);

    expect(heard().slice(1)).toMatchObject([
      { text: '/status@fleet_local_bot', chat: { id: GROUP_ID, type: 'supergroup' } },
      { text: 'yes', reply_to_message: { message_id: 1 } },
    ]);
  });

  it('is nothing that it did not ask for', async () => {
    await fixture.call('setWebhook', { url: '', allowed_updates: ['callback_query'] });
    fixture.acts.say(ADA, CHAT, 'hi');

    expect(heard()).toHaveLength(1);
  });
});

describe('other methods', () => {
  it.each([
    ['launchRocket', {}, 404, 'Not Found: method not found'],
    [
      'setWebhook',
      { url: 'http://example.com/' },
      400,
      'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    ],
    [
      'setWebhook',
      { url: 'https://a.io', secret_token: 'a b' },
      400,
      'Bad Request: secret token contains unallowed characters',
    ],
    [
      'setMyCommands',
      { commands: [{ command: 'Start!', description: 'x' }] },
      400,
      'Bad Request: BOT_COMMAND_INVALID',
    ],
    ['getChatMember', { chat_id: ADA, user_id: BORIS }, 400, 'Bad Request: member not found'],
  ])('%s refuses %j', async (method, values, errorCode, message) => {
    expect(await refusal(fixture.call(method, values))).toMatchObject({ errorCode, message });
  });

  it('gives no updates while there is a webhook', async () => {
    await fixture.call('setWebhook', { url: 'https://example.com/' });

    expect(await refusal(fixture.call('getUpdates'))).toMatchObject({ errorCode: 409 });
    await fixture.call('deleteWebhook');
    expect(await fixture.call('getUpdates')).toMatchObject([{ message: { text: '/start' } }]);
  });

  it('keeps commands by language and scope', async () => {
    const commands = (description: string) => [{ command: 'start', description }];
    await fixture.call('setMyCommands', { commands: commands('Begin') });
    // As a form carries it.
    await fixture.call('setMyCommands', {
      commands: JSON.stringify(commands('Начать')),
      language_code: 'ru',
    });

    expect(await fixture.call('getMyCommands')).toEqual(commands('Begin'));
    expect(await fixture.call('getMyCommands', { language_code: 'ru' })).toEqual(commands('Начать'));
    await fixture.call('deleteMyCommands', { language_code: 'ru' });
    expect(await fixture.call('getMyCommands', { language_code: 'ru' })).toEqual([]);
  });
});
