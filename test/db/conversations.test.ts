import { html, Html } from '../../core/bot/html.ts';
import type { Language } from '../../core/bot/turn.ts';
import { openTurnGuard } from '../../core/guard/turn-guard.ts';
import { type Conversations, startConversations, strangers } from '../support/conversation.ts';
import { sampleBot, type SampleServices } from '../support/sample-bot.ts';

let world: Conversations;
let done: string[];

beforeAll(async () => {
  world = await startConversations();
});

afterAll(() => world.close());

beforeEach(() => {
  done = [];
});

const botThat =
  (act?: SampleServices['act']): (() => ReturnType<typeof sampleBot>) =>
  () =>
    sampleBot({ done, ...(act === undefined ? {} : { act }) });

const said = (from: number): string[] =>
  world.botApi.calls
    .slice(from)
    .map(({ method }) => method)
    .filter((method) => method !== 'answerCallbackQuery');

describe.each<
  [string, { duplicates?: boolean; restarts?: boolean; doubleTaps?: boolean; language?: Language }]
>([
  ['told straight through', {}],
  ['whose updates all come twice', { duplicates: true }],
  ['with a restart between any two steps', { restarts: true }],
  ['with double taps', { doubleTaps: true }],
  ['in Russian, with all of these', { language: 'ru', duplicates: true, restarts: true, doubleTaps: true }],
])('a conversation %s', (_, settings) => {
  const isRussian = settings.language === 'ru';

  it('goes through a flow to its act, which is done once', async () => {
    const chat = world.talk({ bot: botThat(), ...settings });
    await chat.says('/order');
    chat.expectScreen(isRussian ? 'Что будете пить?' : 'What do you drink?');
    await chat.says('tea <&>');
    chat.expectScreen(isRussian ? 'Сколько чашек?' : 'How many cups?');
    await chat.says('9');
    chat.expectScreen(isRussian ? /от 1 до 5/ : /between 1 and 5/);
    await chat.says('2');
    chat.expectScreen(isRussian ? 'tea <&>, чашек: 2. Верно?' : 'tea <&>, 2 cups. Right?');
    await chat.taps(isRussian ? 'Выполнить' : 'Do it');

    expect(chat.screen.text).toBe(isRussian ? 'Заказано: tea <&>, чашек: 2.' : 'Ordered: 2 cups of tea <&>.');
    expect(done).toEqual([expect.stringMatching(/^order \d+ 2 tea <&>$/)]);
  });

  it('shows what a button does in the message that has it', async () => {
    const chat = world.talk({ bot: botThat(), ...settings });
    await chat.says('/start');
    await chat.taps(isRussian ? 'Посчитать' : 'Count');
    chat.expectToast('#1');
    await chat.taps(isRussian ? 'Посчитать' : 'Count');

    expect(chat.screens).toHaveLength(1);
    expect(chat.screen.text).toBe(isRussian ? 'Досчитали до 2.' : 'Counted to 2.');
  });
});

describe('a command', () => {
  it('ends the flow that is open, and what is written after it is no answer', async () => {
    const chat = world.talk({ bot: botThat() });
    await chat.says('/order');
    await chat.says('/start');
    await chat.says('tea');

    chat.expectScreen(/did not understand/);
  });

  it('that nobody knows is told so, and the flow goes on', async () => {
    const chat = world.talk({ bot: botThat() });
    await chat.says('/order');
    await chat.says('/nonsense');
    chat.expectScreen(/do not know this command/);
    await chat.says('tea');

    expect(chat.screen.text).toContain('How many cups?');
  });

  it('has what stands after it: a link into the bot says what it is about', async () => {
    await world.talk({ bot: botThat() }).says('/start join_AB-12');

    expect(done).toEqual(['start join_AB-12']);
  });

  it('/cancel leaves the flow, and says when there is none', async () => {
    const chat = world.talk({ bot: botThat() });
    await chat.says('/order');
    await chat.says('/cancel');
    chat.expectScreen('Cancelled. Nothing was changed.');
    await chat.says('/cancel');

    expect(chat.screen.text).toBe('There is nothing to cancel.');
  });

  it('/help lists the commands that have a description, in the language of the person', async () => {
    const chat = world.talk({ bot: botThat(), language: 'ru' });
    await chat.says('/help');

    expect(chat.screen.text).toMatch(
      /\/start — начать\n\/order — заказать напиток\n\/help — .*\n\/cancel — /,
    );
    expect(chat.screen.text).not.toContain('/do');
  });
});

describe('a file', () => {
  it('is read by the bot that takes files', async () => {
    const chat = world.talk({ bot: botThat(), duplicates: true });
    await chat.sendsFile('list.csv', 'name,host');

    expect(chat.screen.text).toBe('list.csv: name,host');
  });
});

describe('what a bot does not take', () => {
  it.each<[string, object]>([
    ['a sticker', { sticker: { file_id: 'x', file_unique_id: 'x', type: 'regular' } }],
    ['a text', { text: 'hello' }],
    ['a contact', { contact: { phone_number: '1', first_name: 'A' } }],
  ])('gets a hint to /help: %s', async (_, content) => {
    const chat = world.talk({ bot: botThat() });
    const from = { id: chat.personId, is_bot: false, first_name: 'Ada' };
    const where = { id: chat.chatId, type: 'private' };
    await chat.posts({ message: { message_id: 1, date: 1, chat: where, from, ...content } });

    expect(chat.screen.text).toContain('/help');
  });

  it('is met with silence when it is an edit, a service message, another bot or a channel', async () => {
    const chat = world.talk({ bot: botThat() });
    const before = world.botApi.calls.length;
    const from = { id: chat.personId, is_bot: false, first_name: 'Ada' };
    const where = { id: chat.chatId, type: 'private' };
    const message = { message_id: 1, date: 1, chat: where, from, text: 'hello' };
    const answers = [
      await chat.posts({ edited_message: { ...message, edit_date: 2 } }),
      await chat.posts({ message: { ...message, text: undefined, pinned_message: message } }),
      await chat.posts({ message: { ...message, from: { ...from, is_bot: true } } }),
      await chat.posts({ channel_post: { ...message, from: undefined, chat: { id: -1, type: 'channel' } } }),
    ];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(world.botApi.calls).toHaveLength(before);
  });
});

describe('a button', () => {
  it('that carries more than 64 bytes works through a row of its own', async () => {
    const chat = world.talk({ bot: botThat() });
    await chat.says('/start');

    expect(chat.dataOf('A long one')).toMatch(/^\*[\w-]{16}$/);
    await chat.taps('A long one');
    expect(chat.screen.text).toBe('<long> '.repeat(12));
  });

  it.each(['c:i', 'c:s1', 'c', 'zz:i1', '*AAAAAAAAAAAAAAAA', 'fl:i1:i1:sg', '', '🙂', '__proto__:i1'])(
    'that is stale or made up changes nothing and says so: %j',
    async (data) => {
      const chat = world.talk({ bot: botThat() });
      await chat.says('/start');
      const before = chat.screens;
      await chat.tapsData(data, chat.screen.id);

      expect(chat.toast).toMatch(/out of date|closed already/);
      expect(chat.screens).toEqual(before);
      expect(done).toEqual(['start ']);
    },
  );

  it('of one person in a group is nobody else’s, also one with a row of its own', async () => {
    const ada = world.talk({ bot: botThat(), groupId: -700 });
    const bob = world.talk({ bot: botThat(), groupId: -700, firstName: 'Bob' });
    await ada.says('/start');
    for (const label of ['Count', 'A long one']) {
      await bob.taps(label);
      bob.expectToast('This button is for somebody else.');
    }
    await ada.taps('Count');

    expect(done).toEqual(['start ', 'count 1']);
  });

  it('of a message that is gone is answered by a new one', async () => {
    const chat = world.talk({ bot: botThat() });
    await chat.says('/start');
    await chat.tapsData(chat.dataOf('Count'), 5);

    expect(chat.screens.map(({ text }) => text)).toEqual(['Welcome, Ada.', 'Counted to 1.']);
  });
});

describe('in a group', () => {
  it('a bot listens to commands and its own flows, and is silent to the rest', async () => {
    const chat = world.talk({ bot: botThat(), groupId: -701 });
    await chat.says('good morning');
    await chat.says('/nonsense');
    await chat.says('/start@another_bot');
    expect(chat.screens).toEqual([]);
    await chat.says('/nonsense@our_fleet_bot');
    chat.expectScreen(/do not know this command/);
    await chat.says('/order@our_fleet_bot');
    await chat.says('tea');

    expect(chat.screen.text).toContain('How many cups?');
  });

  it('two people go through the same flow without getting into each other’s way', async () => {
    const ada = world.talk({ bot: botThat(), groupId: -702 });
    const bob = world.talk({ bot: botThat(), groupId: -702, firstName: 'Bob' });
    await ada.says('/order');
    await bob.says('/order');
    await ada.says('tea');
    await bob.says('milk');
    await ada.says('1');
    ada.expectScreen('tea, 1 cups. Right?');
    await bob.says('2');

    expect(bob.screen.text).toContain('milk, 2 cups. Right?');
  });
});

describe('a person', () => {
  it('who is blocked is told once and hears nothing after that', async () => {
    const platform = () => ({ users: strangers({ isBlocked: true }) });
    const chat = world.talk({ bot: botThat(), platform });
    await chat.says('/start');
    await chat.says('/start');
    await chat.says('hello?');

    expect(chat.screens.map(({ text }) => text)).toEqual(['This bot does not answer you any more.']);
    expect(done).toEqual([]);
  });

  it('who asks too much is told once a minute how long to wait, and is not heard until then', async () => {
    const guard = openTurnGuard({ valkey: undefined, stage: 'test' });
    const chat = world.talk({ bot: botThat(), platform: () => ({ guard }) });
    for (let index = 0; index < 63; index += 1) await chat.says('/do');

    expect(done).toHaveLength(60);
    expect(chat.screens.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^That was a lot at once. Please wait \d+ seconds?\.$/),
    ]);
    await chat.tapsData('c:i1');
    expect([done.length, chat.toast]).toEqual([60, undefined]);
  });

  it('who uses up an allowance of a handler is told how long to wait, and the turn shows nothing else', async () => {
    const guard = openTurnGuard({ valkey: undefined, stage: 'test' });
    const bot = botThat(async (turn) => {
      turn.send({ text: html`half of it` });
      await turn.limit('search', { points: 1, perSeconds: 60 });
      turn.send({ text: html`found` });
    });
    const chat = world.talk({ bot, platform: () => ({ guard }) });
    await chat.says('/do');
    await chat.says('/do');

    expect(chat.screens.map(({ text }) => text)).toEqual([
      'half of it',
      'found',
      expect.stringMatching(/^That was a lot/),
    ]);
  });

  it('who blocks the bot is marked, and so is who cannot be written to', async () => {
    const marked: number[] = [];
    const users = {
      ...strangers(),
      markUnreachable: (_: string, userId: number) => {
        marked.push(userId);
        return Promise.resolve();
      },
    };
    const chat = world.talk({ bot: botThat(), platform: () => ({ users }) });
    const from = { id: chat.personId, is_bot: false, first_name: 'Ada' };
    const member = (status: string): object => ({ status, user: { ...from, is_bot: true } });
    const where = { id: chat.chatId, type: 'private' };
    const change = { chat: where, from, date: 1, old_chat_member: member('member') };
    await chat.posts({ my_chat_member: { ...change, new_chat_member: member('kicked') } });
    world.botApi.refuseNext({ errorCode: 403, method: 'sendMessage' });
    await chat.says('/start');

    expect(marked).toEqual([chat.personId, chat.personId]);
  });
});

describe('what a turn says', () => {
  it('goes out in parts when it is too long, with the buttons under the last', async () => {
    const bot = botThat((turn) => {
      const lines = Array.from({ length: 300 }, (_, index) => html`<b>line ${index} of a long text</b>`);
      turn.send({ text: Html.join(lines, '\n'), buttons: [[{ label: 'Site', url: 'https://example.org' }]] });
    });
    const chat = world.talk({ bot });
    await chat.says('/do');

    expect(chat.screens.length).toBeGreaterThan(1);
    expect(chat.screens.map(({ buttons }) => buttons.length)).toEqual(
      chat.screens.map((_, index) => (index === chat.screens.length - 1 ? 1 : 0)),
    );
    expect(chat.screens.map(({ text }) => text).join('\n')).toMatch(/line 0 .*line 299 of a long text$/s);
  });

  it('takes what was written in secret out of the chat', async () => {
    const bot = botThat((turn) => {
      turn.deleteIncoming();
      turn.send({ text: html`kept` });
    });
    const chat = world.talk({ bot });
    const before = world.botApi.calls.length;
    await chat.says('/do hunter2');

    expect(said(before)).toEqual(expect.arrayContaining(['deleteMessage', 'sendMessage']));
  });

  it.each([1_000, 300_000])('holds files of %i bytes', async (size) => {
    const content = Buffer.alloc(size, 'x');
    const bot = botThat((turn) =>
      turn.sendFile({ name: 'orders.csv', content, caption: html`<b>Your</b> orders` }),
    );
    const chat = world.talk({ bot, duplicates: true });
    await chat.says('/do');

    expect(chat.screen.text).toBe('Your orders');
    expect(chat.screen.file?.name).toBe('orders.csv');
    expect(chat.screen.file?.content.equals(content)).toBe(true);
  });

  it('can name the bot in a link, which is asked of Telegram once', async () => {
    const bot = botThat(async (turn) => turn.send({ text: Html.text(await turn.startLink('join_1')) }));
    const chat = world.talk({ bot });
    await chat.says('/do');
    await chat.says('/do');

    expect(chat.screen.text).toBe('https://t.me/our_fleet_bot?start=join_1');
    expect(world.botApi.calls.filter(({ method }) => method === 'getMe').length).toBeLessThanOrEqual(1);
  });

  it('is audited with who said it and where', async () => {
    const bot = botThat((turn) =>
      turn.audit({ action: 'terminal.add', outcome: 'done', subject: { id: 7 } }),
    );
    const chat = world.talk({ bot });
    await chat.says('/do');

    expect(world.audited.at(-1)).toEqual({
      action: 'terminal.add',
      outcome: 'done',
      subject: { id: 7 },
      actorId: chat.personId,
      chatId: chat.chatId,
      bot: 'fleet',
    });
  });

  it('after a write sees that write, in the turns of the next seconds too', async () => {
    const seen: boolean[] = [];
    let nowMs = Date.now();
    const bot = botThat((turn) => {
      seen.push(turn.mustReadOwnWrites);
      if (seen.length === 1) turn.hasWritten();
      seen.push(turn.mustReadOwnWrites);
    });
    const chat = world.talk({ bot, restarts: true, platform: () => ({ nowMs: () => nowMs }) });
    await chat.says('/do');
    await chat.says('/do');
    nowMs += 60_000;
    await chat.says('/do');

    expect(seen).toEqual([false, true, true, true, false, false]);
  });
});
