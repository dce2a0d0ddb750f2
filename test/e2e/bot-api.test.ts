import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { Markup, Telegraf } from 'telegraf';
import { z } from 'zod';
import { registerWebhook, webhookUrl } from '../../core/bot/register-webhook.ts';
import { stateSchema } from '../../local/bot-api/state.ts';
import { findTcpPort } from '../../local/process/ports.ts';
import { startEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';

const BOT = 700_001;
const TOKEN = `${BOT}:local-token-of-this-machine-00000`;
const SECRET = 'hook-secret';
const CHAT = String(BOT);
const ADA = 1;
const LIMIT_MS = 10_000;
const MENU = {
  id: 'fleet',
  commands: {
    en: [{ command: 'start', description: 'Begin' }],
    ru: [{ command: 'start', description: 'Начать' }],
  },
};

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

let emulator: Emulator;
let listener: Server | undefined;

beforeEach(async () => {
  emulator = await startEmulator({ [BOT]: 'fleet' });
});

afterEach(async () => {
  listener?.closeAllConnections();
  listener?.close();
  listener = undefined;
  await emulator.close();
  expect(emulator.failures).toEqual([]);
});

/** Telegraf with its own client, and its own listener for webhooks. */
async function startBot(bot: Telegraf): Promise<string> {
  const hook = bot.webhookCallback('/telegram/fleet', { secretToken: SECRET });
  return listen(createServer((req, res) => void hook(req, res)));
}

async function listen(server: Server): Promise<string> {
  listener = server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

const register = (baseUrl: string) =>
  registerWebhook({ token: TOKEN, apiRoot: emulator.url }, MENU, { baseUrl, secret: SECRET });

const chat = () => emulator.world.conversationFor(ADA, CHAT);
const texts = (): unknown[] => chat().messages.map(({ text }) => text);

const pathOf = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(emulator.url);
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });

describe("telegraf's bot at the emulator", () => {
  it('hears a person by its webhook, answers, edits and takes taps', async () => {
    const bot = new Telegraf(TOKEN, { telegram: { apiRoot: emulator.url } });
    bot.start((context) =>
      context.replyWithHTML(
        `<b>Hello</b> ${context.payload}`,
        Markup.inlineKeyboard([Markup.button.callback('Go', 'go')]),
      ),
    );
    bot.action('go', async (context) => {
      await context.editMessageText('Gone');
      await context.answerCbQuery('Yes', { show_alert: true });
    });
    const info = await register(await startBot(bot));
    const answers: unknown[] = [];
    emulator.world.onEvent((event) => {
      if (event.type === 'answer') answers.push(event);
    });

    emulator.acts.say(ADA, CHAT, '/start invite_42');
    await until('the bot has answered', LIMIT_MS, () => texts().length === 2);
    expect(chat().messages[1]).toMatchObject({
      text: 'Hello invite_42',
      entities: [{ type: 'bold', offset: 0, length: 5 }],
    });

    const queryId = emulator.acts.tap(ADA, CHAT, 2, 'go');
    await until('the tap is answered', LIMIT_MS, () => answers.length === 1);

    expect(answers).toMatchObject([{ queryId, text: 'Yes', isAlert: true }]);
    expect(chat().messages[1]).toMatchObject({ text: 'Gone', edit_date: expect.any(Number) });
    expect(info).toMatchObject({
      url: expect.stringContaining('/telegram/fleet'),
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
    const waiting = z.object({ pending_update_count: z.number() });
    await until(
      'nothing waits',
      LIMIT_MS,
      async () => waiting.parse(await bot.telegram.getWebhookInfo()).pending_update_count === 0,
    );
    expect(await bot.telegram.getMyCommands({ language_code: 'ru' })).toEqual(MENU.commands.ru);
  });

  it('sends and receives files, whatever their names', async () => {
    const bot = new Telegraf(TOKEN, { telegram: { apiRoot: emulator.url } });
    const received: string[] = [];
    bot.on('message', async (context) => {
      if (!('document' in context.message)) return;
      const link = await context.telegram.getFileLink(context.message.document.file_id);
      received.push(await (await fetch(link)).text());
      await context.replyWithDocument(
        { source: Buffer.from('x,y\n'), filename: 'отчёт за день.csv' },
        { caption: 'Готово' },
      );
    });
    await register(await startBot(bot));

    await emulator.acts.sendFile(ADA, CHAT, {
      name: 'terminals.csv',
      mimeType: 'text/csv',
      content: Buffer.from('имя\n'),
    });
    await until('the bot has answered', LIMIT_MS, () => chat().messages.length === 2);

    expect(received).toEqual(['имя\n']);
    expect(chat().messages[1]).toMatchObject({
      caption: 'Готово',
      document: { file_size: 4, file_name: 'отчёт за день.csv' },
    });
  });

  it('is told 401 for what is no token', async () => {
    await expect(
      new Telegraf('nonsense', { telegram: { apiRoot: emulator.url } }).telegram.getMe(),
    ).rejects.toThrow('401: Unauthorized');
  });
});

describe('delivery to webhooks', () => {
  const updateSchema = z.object({
    update_id: z.number(),
    message: z.object({ text: z.string(), chat: z.object({ id: z.number() }) }),
  });

  it('repeats what was not answered 2xx, keeps the order of a chat, and does not hold up other chats', async () => {
    const seen: string[] = [];
    let refusals = 1;
    const base = await listen(
      createServer((req, res) => {
        void (async () => {
          const { message } = updateSchema.parse(JSON.parse(await text(req)));
          seen.push(message.text);
          const isRefused = message.chat.id === ADA && refusals-- > 0;
          expect(req.headers['x-telegram-bot-api-secret-token']).toBe(SECRET);
          res.writeHead(isRefused ? 500 : 200).end();
        })();
      }),
    );
    await register(base);

    emulator.acts.say(ADA, CHAT, 'first');
    emulator.acts.say(ADA, CHAT, 'second');
    emulator.acts.say(2, CHAT, 'other');
    await until('the refusal is told', LIMIT_MS, () => emulator.world.bot(BOT).lastError !== undefined);
    expect(emulator.world.bot(BOT).lastError?.message).toBe(
      'Wrong response from the webhook: 500 Internal Server Error',
    );
    await until('all is delivered', LIMIT_MS, () => emulator.world.bot(BOT).pending.length === 0);

    expect(seen.filter((one) => one !== 'other')).toEqual(['first', 'first', 'second']);
    expect(seen.indexOf('other')).toBeLessThan(seen.lastIndexOf('first'));
  });

  it('asks a webhook that was set anew at once, with what waited for the one before', async () => {
    await register(`http://127.0.0.1:${await findTcpPort(0)}`);
    emulator.acts.say(ADA, CHAT, 'hello');
    await until('it could not be delivered', LIMIT_MS, () => emulator.world.bot(BOT).lastError !== undefined);
    expect(emulator.world.bot(BOT).lastError?.message).toBe('Connection refused');

    const bot = new Telegraf(TOKEN, { telegram: { apiRoot: emulator.url } });
    // In the answer to the webhook itself, as telegraf can.
    bot.on('message', (context) => context.reply('here'));
    await register(await startBot(bot));

    await until('the bot has answered', LIMIT_MS, () => texts().includes('here'));
  });
});

describe('the emulator', () => {
  it('keeps chats and what waits over a restart', async () => {
    emulator.acts.say(ADA, CHAT, '/start');
    const kept = stateSchema.parse(JSON.parse(JSON.stringify(emulator.world.state)));
    const second = await startEmulator({ [BOT]: 'fleet' }, kept);
    try {
      const bot = new Telegraf(TOKEN, { telegram: { apiRoot: second.url } });
      const updates = await bot.telegram.getUpdates(0, 10, 0, undefined);

      expect(updates).toMatchObject([{ message: { text: '/start', from: { first_name: 'Ada' } } }]);
      expect(await bot.telegram.sendMessage(ADA, 'welcome back')).toMatchObject({ message_id: 2 });
    } finally {
      await second.close();
    }
  });

  it('answers its own machine only: no foreign names, no foreign pages', async () => {
    const { host } = new URL(emulator.url);
    const method = `/bot${TOKEN}/getMe`;

    expect(await pathOf(method, {})).toBe(200);
    expect(await pathOf(method, { host: 'evil.example:80' })).toBe(403);
    expect(await pathOf('/', { host: 'evil.example' })).toBe(403);
    expect(await pathOf(method, { origin: 'https://evil.example' })).toBe(403);
    expect(await pathOf('/page/overview?person=1', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await pathOf('/page/overview?person=1', { host, origin: emulator.url })).toBe(200);
  });

  it('serves the page under a policy that runs no foreign script, and uploads only as downloads', async () => {
    const page = await fetch(`${emulator.url}/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const [, file] of (await page.text()).matchAll(/(?:src|href)="(\/page\/[^"]+)"/g))
      expect((await fetch(`${emulator.url}${file ?? ''}`)).status).toBe(200);
    expect((await fetch(`${emulator.url}/page/..%2fserver.ts`)).status).toBe(404);

    const content = Buffer.from('<script>alert(1)</script>');
    const { document } = await emulator.acts.sendFile(ADA, CHAT, {
      name: 'a.html',
      mimeType: 'text/html',
      content,
    });
    const download = await fetch(`${emulator.url}/page/files/${document?.file_id ?? ''}?as=text/html`);
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    expect(download.headers.get('content-disposition')).toContain('attachment');
  });

  it('tells the page what happens, and takes what a person does there', async () => {
    const ending = new AbortController();
    const events = await fetch(`${emulator.url}/page/events`, { signal: ending.signal });
    const act = (name: string, body: object) =>
      fetch(`${emulator.url}/page/acts/${name}`, { method: 'POST', body: JSON.stringify(body) });

    const said = await act('say', { person: ADA, chat: CHAT, text: 'hi' });
    expect(await said.json()).toMatchObject({ message_id: 1, text: 'hi' });
    const refused = await act('say', { person: ADA, chat: CHAT, text: '  ' });
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'message text is empty' }]);
    expect((await act('say', { person: 99, chat: CHAT, text: 'hi' })).status).toBe(404);

    let heard = '';
    const decoder = new TextDecoder();
    for await (const chunk of events.body ?? []) {
      heard += decoder.decode(z.instanceof(Uint8Array).parse(chunk));
      if (heard.includes('"message_id":1')) break;
    }
    ending.abort();
    expect(heard).toContain('"type":"message"');
  });
});

it('a webhook has the address that the API answers at', () => {
  expect(webhookUrl({ baseUrl: 'https://bots.example.com/' }, 'fleet')).toBe(
    'https://bots.example.com/telegram/fleet',
  );
});
