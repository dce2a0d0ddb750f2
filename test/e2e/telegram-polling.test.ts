import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { removeWebhook } from '../../core/bot/register-webhook.ts';
import { type Polling, startPolling } from '../../local/telegram-polling.ts';
import { startEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';

const BOT = 700_001;
const TOKEN = `${BOT}:local-token-of-this-machine-00000`;
const CHAT = String(BOT);
const LIMIT_MS = 10_000;
const MENU = { id: 'fleet', commands: { en: [{ command: 'start', description: 'Begin' }], ru: [] } };

const updateSchema = z.object({
  update_id: z.number(),
  message: z.object({ text: z.string(), chat: z.object({ id: z.number() }) }),
});

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let webhook: Server;
let polling: Polling | undefined;
let lines: string[];
let taken: string[];
/** Status of the webhook's answer to a text. */
let answerTo: (text: string) => number;

beforeEach(async () => {
  emulator = await startEmulator({ [BOT]: 'fleet' });
  lines = [];
  taken = [];
  answerTo = () => 200;
  webhook = createServer((req, res) => {
    void (async () => {
      const { message } = updateSchema.parse(JSON.parse(await text(req)));
      const status = req.headers['x-telegram-bot-api-secret-token'] === 'hook' ? answerTo(message.text) : 401;
      if (status === 200) taken.push(message.text);
      res.writeHead(status).end();
    })();
  }).listen(0, '127.0.0.1');
  await once(webhook, 'listening');
});

afterEach(async () => {
  await polling?.stop();
  webhook.closeAllConnections();
  webhook.close();
  await emulator.close();
});

function poll(): void {
  const address = webhook.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  polling = startPolling({
    bot: 'fleet',
    token: TOKEN,
    apiRoot: emulator.url,
    webhookUrl: `http://127.0.0.1:${address.port}/telegram/fleet`,
    webhookSecret: 'hook',
    prepare: async () => {
      const before = await removeWebhook({ token: TOKEN, apiRoot: emulator.url }, MENU);
      if (before !== undefined) lines.push(`was at ${before}`);
    },
    log: (line) => lines.push(line),
  });
}

const waiting = (): number => emulator.world.bot(BOT).pending.length;

describe('a real bot by long polling', () => {
  it('takes its webhook away, and brings what waited and what comes to the local one, acknowledged', async () => {
    emulator.world.bot(BOT).webhook = { url: 'https://bots.example.com/telegram/fleet', maxConnections: 40 };
    emulator.acts.say(1, CHAT, 'before');

    poll();
    await until('what waited is taken', LIMIT_MS, () => taken.length === 1);
    emulator.acts.say(1, CHAT, 'after');
    await until('what came is taken', LIMIT_MS, () => taken.length === 2);
    await until('nothing waits', LIMIT_MS, () => waiting() === 0);

    expect(taken).toEqual(['before', 'after']);
    expect(lines).toEqual(['was at https://bots.example.com/telegram/fleet']);
  });

  it('repeats what was not taken, in the order of its chat, while other chats go on', async () => {
    const posted: string[] = [];
    let isUp = false;
    answerTo = (said) => {
      posted.push(said);
      return said === 'one' && !isUp ? 503 : 200;
    };
    emulator.acts.say(1, CHAT, 'one');
    emulator.acts.say(1, CHAT, 'two');
    emulator.acts.say(2, CHAT, 'other');

    poll();
    await until('the other chat is answered', LIMIT_MS, () => taken.includes('other'));
    await until('the first is tried again', LIMIT_MS, () => posted.filter((one) => one === 'one').length > 1);
    expect(taken).toEqual(['other']);
    // Not acknowledged: it would come again after a crash here.
    expect(waiting()).toBe(3);

    isUp = true;
    await until('all is taken', LIMIT_MS, () => waiting() === 0);
    expect(taken).toEqual(['other', 'one', 'two']);
    expect(lines.join('\n')).toContain('the webhook answers 503');
    expect(lines.join('\n')).not.toContain(TOKEN);
  });

  it('stops at once, in the middle of a poll', async () => {
    poll();
    emulator.acts.say(1, CHAT, 'hello');
    await until('it polls', LIMIT_MS, () => taken.length === 1);

    await polling?.stop();

    emulator.acts.say(1, CHAT, 'later');
    expect(taken).toEqual(['hello']);
  });
});
