import { createAuditPort } from '../../core/bot/audit.ts';
import { type Bot, makeBot } from '../../core/bot/make-bot.ts';
import { builtinPart } from '../../core/bot/builtin/builtin-part.ts';
import { botDataOf, createBuiltinServices } from '../../core/bot/builtin/create-builtin-services.ts';
import { botKit } from '../../core/bot/define-bot.ts';
import { createTexts } from '../../core/bot/i18n/create-texts.ts';
import { sendDueMessages } from '../../core/bot/outbox/send-due-messages.ts';
import type { BotPlatform } from '../../core/bot/platform.ts';
import type { UserStore } from '../../core/bot/users/user-store.ts';
import {
  type Chat,
  type Conversations,
  startConversations,
  type TalkSettings,
} from '../support/conversation.ts';
import { outboxRunner } from '../support/outbox-runner.ts';
import { recordingQueue } from '../support/recording-queue.ts';
import { type TestDatabase, useTestDatabase } from '../support/test-database.ts';
import { openTestUsers } from '../support/test-users.ts';

const ADMIN = 9_000_000_009;

const store = useTestDatabase('builtin');
const { rows } = store;
let conversations: Conversations;

beforeAll(async () => {
  conversations = await startConversations();
});

afterAll(() => conversations.close());

beforeEach(async () => {
  await rows('truncate users, feedback, audit, outbox cascade');
  notes.clear();
});

/** What the bot of the test keeps of people. */
const notes = new Map<number, string>();

const queue = recordingQueue();
const readAdminChats = (): Promise<string[]> => Promise.resolve([String(ADMIN)]);
const openDatabase = (): Promise<TestDatabase['database']> => Promise.resolve(store.database);

const makeUsers = (): UserStore => openTestUsers(openDatabase, { readAdminChats });

function makeNotesBot(): Bot {
  const texts = createTexts({
    en: { start: 'Hello', busy: 'A note is being <b>printed</b>.' },
    ru: { start: 'Привет', busy: 'Заметка <b>печатается</b>.' },
  });
  const { bot, command } = botKit<Map<number, string>, 'start' | 'busy'>();
  const definition = bot({
    id: 'notes',
    texts,
    commands: [command({ name: 'start', run: (turn) => turn.send({ text: turn.t('start') }) })],
    actions: [],
    flows: [],
    exportData: (all, userId) => Promise.resolve({ note: all.get(userId) }),
    eraseData: (all, userId) => {
      if (all.get(userId) === 'printing') return Promise.resolve('busy');
      all.delete(userId);
      return Promise.resolve(undefined);
    },
  });
  const services = createBuiltinServices({
    openDatabase,
    users: makeUsers(),
    queue,
    readAdminChats,
    botData: botDataOf(definition, notes),
    now: () => new Date(),
  });
  return makeBot(definition, notes, [builtinPart(services)]);
}

const platform = (): Partial<BotPlatform> => ({
  users: makeUsers(),
  audit: createAuditPort(openDatabase),
});

function talk(settings: Partial<TalkSettings> = {}): Chat {
  return conversations.talk({ bot: makeNotesBot, platform, ...settings });
}

/** Everything that waits in the outbox is sent, as `send-messages` does it. */
async function sendOutbox(): Promise<void> {
  await sendDueMessages(
    outboxRunner(store.database, conversations.botApi.root, {
      markUnreachable: (bot, userId) => makeUsers().markUnreachable(bot, userId),
    }),
    {},
  );
}

const HARDSHIPS: readonly [string, Partial<TalkSettings>][] = [
  ['plainly', {}],
  ['when each update comes twice', { duplicates: true }],
  ['when the program restarts before every step', { restarts: true }],
  ['when every tap is two', { doubleTaps: true }],
];

describe.each(HARDSHIPS)('settings %s', (_, hardship) => {
  it('change the language by a tap, at once', async () => {
    const chat = talk(hardship);
    await chat.says('/settings');
    chat.expectScreen('Language: English', ['✓ English', 'Русский', '🕒 Time zone', '🗂 My data']);

    await chat.taps('Русский');

    chat.expectScreen('Язык: русский', ['English', '✓ Русский']);
    chat.expectToast('Теперь говорю по-русски.');
    await chat.says('/help');
    expect(chat.screen.text).toContain('язык, часовой пояс, мои данные');
  });

  it('find a time zone by a city and show its clock to check', async () => {
    const chat = talk({ ...hardship, language: 'ru' });
    await chat.says('/settings');
    await chat.taps('🕒 Часовой пояс');
    chat.expectScreen('В каком вы городе?');

    await chat.says('Атлантида');
    chat.expectScreen('Не знаю такого места.');
    await chat.says('екатеринбург');
    chat.expectScreen('Какой из них?', [/^Екатеринбург \(UTC\+5\) · \d\d:\d\d$/]);
    await chat.taps(/^Екатеринбург/);

    chat.expectScreen('Сохранено: Екатеринбург (UTC+5)', ['⚙️ Настройки']);
    await chat.taps('⚙️ Настройки');
    chat.expectScreen('Часовой пояс: Екатеринбург');
    expect(await rows('select time_zone from users')).toEqual([{ time_zone: 'Asia/Yekaterinburg' }]);
  });
});

describe('my data', () => {
  it('come as a file with what the platform and the bot keep', async () => {
    const chat = talk({ firstName: 'Ada' });
    await chat.says('/start');
    notes.set(chat.personId, 'buy milk');
    await chat.says('/settings');
    await chat.taps('🗂 My data');
    await chat.taps('⬇️ Get a copy');

    const { file } = chat.screen;
    expect(file?.name).toBe(`notes-${chat.personId}.json`);
    expect(JSON.parse(String(file?.content))).toMatchObject({
      bot: 'notes',
      platform: { person: { id: chat.personId, first_name: 'Ada' }, bots: [{ bot: 'notes' }] },
      notes: { note: 'buy milk' },
    });
  });

  it('are erased only after a second tap, and completely', async () => {
    const chat = talk();
    await chat.says('/settings');
    notes.set(chat.personId, 'buy milk');
    await chat.taps('🗂 My data');
    await chat.taps('🗑 Erase');
    chat.expectScreen('It cannot be undone', ['Cancel', 'Yes, erase for good']);
    await chat.taps('Cancel');
    expect(notes.has(chat.personId)).toBe(true);

    await chat.taps('🗑 Erase');
    await chat.taps('Yes, erase for good');

    chat.expectScreen('Everything about you is erased.');
    expect(notes.has(chat.personId)).toBe(false);
    expect(await rows('select from users')).toHaveLength(0);
    expect(await rows('select actor_id, action, outcome, subject from audit')).toEqual([
      { actor_id: String(chat.personId), action: 'person.erase', outcome: 'done', subject: {} },
    ]);
  });

  it('stay when the bot says why they cannot be erased yet', async () => {
    const chat = talk();
    await chat.says('/settings');
    notes.set(chat.personId, 'printing');
    await chat.taps('🗂 My data');
    await chat.taps('🗑 Erase');
    await chat.taps('Yes, erase for good');

    chat.expectScreen(/Nothing was erased\.\s+A note is being printed\./);
    expect(await rows('select from users')).toHaveLength(1);
  });
});

describe.each(HARDSHIPS)('feedback %s', (_, hardship) => {
  it('reaches the admins, is answered, and the answer reaches the person', async () => {
    const admin = talk({ ...hardship, personId: ADMIN, firstName: 'Olga', language: 'ru' });
    await admin.says('/start');
    const chat = talk(hardship);
    await chat.says('/feedback');
    await chat.says('too bad');
    chat.expectScreen('Too short');
    await chat.says('x'.repeat(1_001));
    chat.expectScreen('Too long');
    await chat.says('The <b>list</b> of notes\nis too long & slow.');
    chat.expectScreen('Thank you, it has arrived.');

    await sendOutbox();
    admin.expectScreen('Отзыв от Ada', ['✍️ Ответить', '✅ Закрыть без ответа']);
    expect(admin.screen.html).toContain('The &lt;b&gt;list&lt;/b&gt; of notes\nis too long &amp; slow.');
    await admin.taps('✍️ Ответить');
    admin.expectScreen('Ваш ответ, получит Ada');
    await admin.says('Уже исправляем.');
    admin.expectScreen('Ответ отправляется.');

    await sendOutbox();
    await sendOutbox();
    chat.expectScreen('An answer to your message');
    expect(chat.screen.text).toContain('Уже исправляем.');
    expect(chat.screens.filter(({ text }) => text.includes('An answer'))).toHaveLength(1);
    expect(await rows('select answered_by from feedback')).toEqual([{ answered_by: String(ADMIN) }]);
    expect(await rows('select action, outcome from audit')).toEqual([
      { action: 'feedback.answer', outcome: 'done' },
    ]);
  });
});

describe('admins', () => {
  const leave = (count: number): Promise<unknown> =>
    rows(
      `insert into feedback (bot, user_id, text, key)
       select 'notes', null, 'this is feedback number ' || n, 'test:' || n from generate_series(1, $1) n`,
      [count],
    );

  it('page through open feedback, open one and close it', async () => {
    await leave(11);
    const admin = talk({ personId: ADMIN });
    await admin.says('/feedbacks');
    expect(admin.screen.text).toContain('feedback number 8');
    expect(admin.screen.text).not.toContain('feedback number 9');

    await admin.taps('Next ›');
    expect(admin.screen.text).toContain('feedback number 11');
    await admin.taps('1');
    admin.expectScreen('this is feedback number 9', ['✅ Done without an answer']);
    await admin.taps('✅ Done without an answer');

    admin.expectToast('Closed without an answer.');
    expect(await rows('select from feedback where answered_at is null')).toHaveLength(10);
  });

  it('are told when another has answered in the meantime', async () => {
    await leave(1);
    const admin = talk({ personId: ADMIN });
    await admin.says('/feedbacks');
    await admin.taps('1');
    await rows('update feedback set answered_at = now(), answered_by = 1');
    await admin.taps('✅ Done without an answer');

    admin.expectToast('Answered or closed already.');
    expect(await rows('select answered_by::integer as by from feedback')).toEqual([{ by: 1 }]);
  });

  it('see the bot in figures, and what was done', async () => {
    const somebody = talk();
    await somebody.says('/start');
    const admin = talk({ personId: ADMIN });
    await admin.says('/settings');
    await admin.taps('🛠 Administration');

    admin.expectScreen('People: 2, new in 7 days: 2', ['✉️ Feedback (0)', '⛔ Blocked (0)', '📜 Audit']);
    await admin.says(`/block ${somebody.personId}`);
    await admin.says('/stats');
    admin.expectScreen('Blocked here: 1', ['⛔ Blocked (1)']);
    await admin.taps('📜 Audit');
    expect(admin.screen.text).toContain('person.block');
  });

  it('block a person, who then gets no answer, and let them in again', async () => {
    const somebody = talk({ firstName: 'Eve' });
    await somebody.says('/start');
    const admin = talk({ personId: ADMIN });
    await admin.says('/block @nobody');
    admin.expectScreen('Nobody like that has used this bot: @nobody');
    await admin.says('/block');
    admin.expectScreen('Write whom: /block 12345');
    await admin.says(`/block ${somebody.personId}`);
    admin.expectScreen(`Eve (${somebody.personId}) is blocked`);

    await somebody.says('/settings');
    await somebody.says('/settings');
    expect(somebody.screens.filter(({ text }) => text.includes('Settings'))).toHaveLength(0);

    await admin.says('/blocked');
    await admin.taps(/^Unblock Eve/);
    admin.expectToast('is not blocked any more');
    await somebody.says('/settings');
    somebody.expectScreen('Settings');
    expect(await rows('select action, outcome from audit order by id')).toEqual([
      { action: 'person.block', outcome: 'done' },
      { action: 'person.unblock', outcome: 'done' },
    ]);
  });

  it('cannot be blocked', async () => {
    const admin = talk({ personId: ADMIN });
    await admin.says('/start');
    await admin.says(`/block ${ADMIN}`);

    admin.expectScreen('Administrators cannot be blocked.');
    expect(await rows('select outcome from audit')).toEqual([{ outcome: 'refused' }]);
  });
});

describe('others than admins', () => {
  it.each(['/stats', '/feedbacks', '/blocked', '/block 1', '/unblock 1'])(
    'are answered to %s as to any command that there is not',
    async (text) => {
      const chat = talk();
      await chat.says('/nonsense');
      const unknown = chat.screen.text;
      await chat.says(text);

      expect(chat.screen.text).toBe(unknown);
      expect(chat.screens).toHaveLength(2);
    },
  );

  it('cannot tap an administration button that they made up', async () => {
    await rows(`insert into feedback (bot, text, key) values ('notes', 'this is feedback', 'a')`);
    const chat = talk();
    for (const data of ['zadm', 'zfl:s0', 'zfo:s1', 'zfa:s1', 'zfc:s1', 'zbl:i0', 'zub:i1', 'zaud:s'])
      await chat.tapsData(data);

    expect(chat.screens).toHaveLength(0);
    expect(await rows('select from feedback where answered_at is null')).toHaveLength(1);
  });

  it('do not find the administration in the list of commands', async () => {
    const chat = talk();
    await chat.says('/help');

    chat.expectScreen('/feedback — write to the people behind this bot');
    expect(chat.screen.text).not.toContain('/block');
  });
});
