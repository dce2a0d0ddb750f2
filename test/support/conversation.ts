import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { countFailedTry } from '../../core/aws/failed-tries.ts';
import { makeRunOnce } from '../../core/aws/run-once.ts';
import { openSessionTable } from '../../core/aws/session-table.ts';
import type { TurnAudit } from '../../core/bot/audit-port.ts';
import type { Bot } from '../../core/bot/make-bot.ts';
import { plainText } from '../../core/bot/html-tokens.ts';
import { languageOf } from '../../core/bot/i18n/language-of.ts';
import type { PutOffMessage } from '../../core/bot/outbox-port.ts';
import type { BotPlatform } from '../../core/bot/platform.ts';
import { sealFlows } from '../../core/bot/session/seal-flows.ts';
import type { Language } from '../../core/bot/turn.ts';
import type { KnownUser, UserDirectory } from '../../core/bot/users/user-directory.ts';
import type { DeadUpdate } from '../../core/bot/webhook/dead-update.ts';
import { receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import type { UpdateReport } from '../../core/bot/webhook/report-update.ts';
import type { HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody } from '../../core/http/origin-check.ts';
import { createTables } from '../../local/create-tables.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { type BotApi, type ChatMessage, startBotApi } from './bot-api.ts';
import { idTable } from './id-table.ts';
import { lambdaContext } from './lambda-context.ts';
import { SECRET, webhookEvent } from './update-events.ts';

/** Bots and people who talk to them, over the real webhook, tables on dynalite and a Bot API on loopback. */
export interface Conversations {
  readonly botApi: BotApi;
  /** Everything that was audited, put off or given up, in all conversations. */
  readonly audited: readonly TurnAudit[];
  readonly putOff: readonly PutOffMessage[];
  readonly dead: readonly DeadUpdate[];
  readonly reports: readonly UpdateReport[];
  /** Of the tables. */
  openClient(): DynamoDBClient;
  /** A platform on the same tables, as a new process would make it. */
  makePlatform(changes?: Partial<BotPlatform>): BotPlatform;
  /** A new person opens a chat. */
  talk(settings: TalkSettings): Chat;
  close(): Promise<void>;
}

export interface TalkSettings {
  /** Makes the bot; with `restarts` it is made anew before every step. */
  readonly bot: () => Bot;
  /** Of the person's Telegram. @default en */
  readonly language?: Language;
  /** @default a person that no other conversation has */
  readonly personId?: number;
  readonly firstName?: string;
  /** @default a chat of the person alone with the bot */
  readonly groupId?: number;
  /** Each update comes twice. The second changes nothing, and the script fails when it is answered otherwise than with 200. */
  readonly duplicates?: boolean;
  /** Everything that lives in memory is made anew before every step. */
  readonly restarts?: boolean;
  /** Each tap is two taps at the same moment. */
  readonly doubleTaps?: boolean;
  /** Such as `users` on a real PostgreSQL. Called anew at each restart. */
  readonly platform?: () => Partial<BotPlatform>;
}

/** What a message shows now. */
export interface ShownScreen {
  readonly id: number;
  /** Without markup. */
  readonly text: string;
  readonly html: string;
  /** Labels, row by row. */
  readonly buttons: readonly (readonly string[])[];
  readonly file: ChatMessage['file'];
}

export interface Chat {
  readonly personId: number;
  readonly chatId: number;
  says(text: string): Promise<void>;
  /** Taps the button with this label, in the newest message that has it. */
  taps(label: string | RegExp): Promise<void>;
  /** Taps what a button of an older message carried, or what somebody made up. */
  tapsData(data: string, messageId?: number): Promise<void>;
  sendsFile(name: string, content: string | Buffer): Promise<void>;
  /** @param userId whose contact it is @default the person's own */
  sharesContact(phone: string, userId?: number): Promise<void>;
  /** Posts any update; `update_id` is added. */
  posts(update: object): Promise<HttpAnswer>;
  /** The newest message of the bot. */
  readonly screen: ShownScreen;
  /** All that the bot's part of the chat shows, oldest first. */
  readonly screens: readonly ShownScreen[];
  /** What the last tap was answered with. */
  readonly toast: string | undefined;
  /** `callback_data` of a button that is shown now. */
  dataOf(label: string | RegExp): string;
  /** Fails with the whole chat in its text when the newest message is another, or lacks one of the buttons. */
  expectScreen(text: string | RegExp, buttons?: readonly (string | RegExp)[]): void;
  expectToast(text: string | RegExp): void;
}

export const BOT_TOKEN = '4242:secret-of-the-test-bot';

export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

const FIRST_PERSON = 7_000_000_001;

export async function startConversations(): Promise<Conversations> {
  const dataDir = await mkdtemp(join(tmpdir(), 'telefleet-chat-'));
  const [dynamodb, botApi] = await Promise.all([startDynamoDb(dataDir), startBotApi()]);
  const clients: DynamoDBClient[] = [];
  const openClient = (): DynamoDBClient => {
    const client = new DynamoDBClient({
      endpoint: dynamodb.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    clients.push(client);
    return client;
  };
  await createTables(dynamodb.endpoint, 'eu-west-1', [idTable('idempotency'), idTable('sessions')]);
  const audited: TurnAudit[] = [];
  const putOff: PutOffMessage[] = [];
  const dead: DeadUpdate[] = [];
  const reports: UpdateReport[] = [];
  let nextPerson = FIRST_PERSON;
  let nextUpdate = 500_000;

  const sessionKey = randomBytes(32);
  const makePlatform = (changes: Partial<BotPlatform> = {}): BotPlatform => {
    const client = openClient();
    return {
      sessions: sealFlows(openSessionTable(client, 'sessions', Date.now), () => Promise.resolve(sessionKey)),
      runOnce: makeRunOnce({ client, tableName: 'idempotency', purpose: 'update', rememberSeconds: 60 }),
      countFailedTry: (bot, updateId) =>
        countFailedTry(client, 'idempotency', `${bot}#${updateId}`, Date.now() + 60_000),
      keepDeadUpdate: (update) => {
        dead.push(update);
        return Promise.resolve();
      },
      users: strangers(),
      guard: { take: () => Promise.resolve({ ok: true }) },
      outbox: {
        putOff: (message) => {
          putOff.push(message);
          return Promise.resolve();
        },
      },
      audit: {
        write: (act) => {
          audited.push(act);
          return Promise.resolve();
        },
      },
      nowMs: Date.now,
      randomBytes,
      apiRoot: botApi.root,
      ...changes,
    };
  };

  const makeReceiver = ({ bot: makeBot, platform }: TalkSettings): UpdateReceiver => {
    const bot = makeBot();
    return {
      isFromEdge: admitEverybody,
      readSecrets: () =>
        Promise.resolve({ webhookSecret: SECRET, tokens: { [bot.id]: BOT_TOKEN }, alarmChats: [] }),
      bots: new Map([[bot.id, bot]]),
      platform: makePlatform(platform?.()),
      handlerTimeoutMs: 8_000,
      report: (report) => reports.push(report),
    };
  };

  return {
    botApi,
    audited,
    putOff,
    dead,
    reports,
    openClient,
    makePlatform,
    talk: (settings) => {
      const personId = settings.personId ?? nextPerson++;
      return openChat(
        settings,
        personId,
        botApi,
        reports,
        () => makeReceiver(settings),
        () => nextUpdate++,
      );
    },
    async close() {
      for (const client of clients) client.destroy();
      await Promise.all([dynamodb.stop(), botApi.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** People as nobody knows them: each by what Telegram says in the update. */
export function strangers(changes: Partial<KnownUser> = {}): UserDirectory {
  return {
    find: (_, { id, firstName, username, languageCode }) =>
      Promise.resolve({
        id,
        firstName,
        username,
        language: languageOf(undefined, languageCode),
        timeZone: 'UTC',
        hasChosenTimeZone: false,
        isAdmin: false,
        isBlocked: false,
        ...changes,
      }),
    markUnreachable: () => Promise.resolve(),
  };
}

function openChat(
  settings: TalkSettings,
  personId: number,
  botApi: BotApi,
  reports: readonly UpdateReport[],
  makeReceiver: () => UpdateReceiver,
  takeUpdateId: () => number,
): Chat {
  const { language = 'en', firstName = 'Ada', groupId } = settings;
  const chatId = groupId ?? personId;
  const chat = { id: chatId, type: groupId === undefined ? 'private' : 'group' };
  const from = { id: personId, is_bot: false, first_name: firstName, language_code: language };
  let receiver = makeReceiver();
  let toast: string | undefined;

  const screens = (): ShownScreen[] =>
    botApi.messages.filter((one) => one.chatId === chatId).map(shownScreen);
  const inWords = (): string =>
    screens()
      .map(({ text, buttons }) => [text, ...buttons.map((row) => `  [${row.join('] [')}]`)].join('\n'))
      .join('\n---\n');
  const fail = (what: string): never => {
    throw new ScriptError(
      `${what}\n\nthe chat is:\n${inWords()}\n\nthe last toast was: ${toast ?? '(none)'}`,
    );
  };
  const raw = (update: object): Promise<HttpAnswer> => {
    const bot = [...receiver.bots.keys()][0];
    return receiveUpdate(
      receiver,
      webhookEvent({ body: update, ...(bot === undefined ? {} : { bot }) }),
      lambdaContext(),
    );
  };
  const step = async (...updates: object[]): Promise<void> => {
    if (settings.restarts === true) receiver = makeReceiver();
    const whole = updates.map((update) => ({ update_id: takeUpdateId(), ...update }));
    const expectDone = ({ statusCode }: HttpAnswer): void => {
      if (statusCode !== 200) fail(`the webhook answered ${statusCode}: ${reports.at(-1)?.reason ?? ''}`);
    };
    for (const answer of await Promise.all(whole.map(raw))) expectDone(answer);
    if (settings.duplicates !== true) return;
    if (settings.restarts === true) receiver = makeReceiver();
    const before = botApi.calls.length;
    for (const answer of await Promise.all(whole.map(raw))) expectDone(answer);
    if (botApi.calls.length > before) fail('an update that came again was answered again');
  };
  const writes = (content: object): Promise<void> =>
    step({ message: { message_id: takeUpdateId(), date: nowSeconds(), chat, from, ...content } });
  const findButton = (label: string | RegExp): { data: string; messageId: number } => {
    const shown = botApi.messages.filter((one) => one.chatId === chatId).reverse();
    for (const message of shown)
      for (const button of buttonsOf(message).flat())
        if (fits(button.text, label) && button.callback_data !== undefined)
          return { data: button.callback_data, messageId: message.id };
    return fail(`there is no button ${String(label)} to tap`);
  };
  const tapsData = async (data: string, messageId?: number): Promise<void> => {
    const taps = settings.doubleTaps === true ? 2 : 1;
    const before = botApi.calls.length;
    await step(
      ...Array.from({ length: taps }, () => {
        const message = { message_id: messageId ?? 1, date: nowSeconds(), chat, text: '' };
        const id = `q${takeUpdateId()}`;
        return { callback_query: { id, from, chat_instance: '1', data, message } };
      }),
    );
    const answers = botApi.calls.slice(before).filter(({ method }) => method === 'answerCallbackQuery');
    if (answers.length !== taps) fail(`${taps} taps were answered ${answers.length} times`);
    const texts = answers.map(({ payload }) => payload['text']).filter((text) => typeof text === 'string');
    toast = texts.at(-1);
  };

  return {
    personId,
    chatId,
    says(text) {
      const command = /^\/\S+/.exec(text)?.[0];
      const entities = command && [{ type: 'bot_command', offset: 0, length: command.length }];
      return writes({ text, ...(entities === undefined || entities === '' ? {} : { entities }) });
    },
    async taps(label) {
      const { data, messageId } = findButton(label);
      await tapsData(data, messageId);
    },
    tapsData,
    sendsFile(name, content) {
      const bytes = Buffer.from(content);
      const file_id = botApi.addFile(bytes);
      return writes({
        document: { file_id, file_unique_id: file_id, file_name: name, file_size: bytes.length },
      });
    },
    sharesContact: (phone, userId = personId) =>
      writes({ contact: { phone_number: phone, first_name: firstName, user_id: userId } }),
    posts: (update) => raw({ update_id: takeUpdateId(), ...update }),
    get screen() {
      return screens().at(-1) ?? fail('the bot has said nothing');
    },
    get screens() {
      return screens();
    },
    get toast() {
      return toast;
    },
    dataOf: (label) => findButton(label).data,
    expectScreen(text, buttons = []) {
      const screen = screens().at(-1) ?? fail('the bot has said nothing');
      if (!contains(screen.text, text)) fail(`the newest message is not ${String(text)}`);
      const labels = screen.buttons.flat();
      for (const button of buttons)
        if (!labels.some((label) => fits(label, button))) fail(`there is no button ${String(button)}`);
    },
    expectToast(text) {
      if (toast === undefined || !contains(toast, text)) fail(`the last toast is not ${String(text)}`);
    },
  };
}

const buttonSchema = z.object({ text: z.string(), callback_data: z.string().optional() });
const markupSchema = z.object({
  inline_keyboard: z.array(z.array(buttonSchema)).default([]),
  keyboard: z.array(z.array(buttonSchema)).default([]),
});

function buttonsOf({ markup }: ChatMessage): z.infer<typeof buttonSchema>[][] {
  const parsed = markupSchema.safeParse(typeof markup === 'string' ? JSON.parse(markup) : markup);
  return parsed.success ? [...parsed.data.inline_keyboard, ...parsed.data.keyboard] : [];
}

function shownScreen(message: ChatMessage): ShownScreen {
  return {
    id: message.id,
    text: plainText(message.text),
    html: message.text,
    buttons: buttonsOf(message).map((row) => row.map(({ text }) => text)),
    file: message.file,
  };
}

function contains(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

function fits(label: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? label === wanted : wanted.test(label);
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
