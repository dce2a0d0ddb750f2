import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { administratorsOf } from '../../../core/api/auth/administrators.ts';
import { openFleetBot } from '../../../functions/serve-api/open-fleet-bot.ts';

let server: Server;
let root: string;
let asked: string[];
let answer: () => string | undefined;

beforeEach(async () => {
  asked = [];
  answer = () => JSON.stringify({ ok: true, result: { id: 7, is_bot: true, username: 'our_bot' } });
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const text = answer();
    if (text === undefined) request.destroy();
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe("the fleet bot's name", () => {
  it('is asked of Telegram once, and again when there is another bot', async () => {
    let token = '7:a';
    let nowMs = 0;
    const bot = openFleetBot({
      readToken: () => Promise.resolve(token),
      apiRoot: root,
      nowMs: () => nowMs,
    });

    expect([await bot.readUsername(), await bot.readUsername()]).toEqual(['our_bot', 'our_bot']);
    token = '8:b';
    nowMs = 60_000;
    await bot.readUsername();

    expect(asked).toEqual(['/bot7:a/getMe', '/bot8:b/getMe']);
    expect(bot.isOfTelegram).toBe(false);
  });

  it.each([
    ['breaks off', undefined],
    ['is no JSON', '<html>'],
    ['is a refusal', '{"ok":false,"error_code":401}'],
    ['has a name that is none', '{"ok":true,"result":{"username":"a/../b"}}'],
  ])('is not known when the answer %s, and not asked for again within a minute', async (_, text) => {
    let nowMs = 0;
    const bot = openFleetBot({
      readToken: () => Promise.resolve('7:a'),
      apiRoot: root,
      nowMs: () => nowMs,
    });
    answer = () => text;

    expect(await bot.readUsername()).toBeUndefined();
    nowMs = 59_999;
    expect(await bot.readUsername()).toBeUndefined();
    expect(asked).toHaveLength(1);
    nowMs = 60_000;
    answer = () => JSON.stringify({ result: { username: 'our_bot' } });
    expect(await bot.readUsername()).toBe('our_bot');
  });

  it('is that of a bot of Telegram where nothing stands in for Telegram', () => {
    const of = (apiRoot: string | undefined) =>
      openFleetBot({ readToken: () => Promise.resolve(undefined), apiRoot, nowMs: () => 0 }).isOfTelegram;

    expect([of(undefined), of('https://api.telegram.org'), of(root)]).toEqual([true, true, false]);
  });
});

describe('the administrators', () => {
  const areThey = (hasDevLogin: boolean, alarmChats: string[], ...people: number[]): Promise<boolean[]> => {
    const isAdministrator = administratorsOf({
      hasDevLogin,
      readAlarmChats: () => Promise.resolve(alarmChats),
    });
    return Promise.all(people.map((person) => isAdministrator(person)));
  };

  it('are whoever gets the alarms', async () => {
    expect(await areThey(false, ['5', '-100'], 5, 1, 100)).toEqual([true, false, false]);
    expect(await areThey(false, [], 1)).toEqual([false]);
  });

  it('have person 1 among them on one machine, whatever bot is used there, though no alarm goes to a chat 1', async () => {
    expect(await areThey(true, [], 1, 2)).toEqual([true, false]);
    expect(await areThey(true, ['5'], 1, 5)).toEqual([true, true]);
  });
});
