import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { makeRunOnce, StillRunningError } from '../../core/aws/run-once.ts';
import { openSessionTable, SessionChangedError } from '../../core/aws/session-table.ts';
import type { Bot } from '../../core/bot/bot.ts';
import { Html } from '../../core/bot/html.ts';
import type { BotPlatform } from '../../core/bot/platform.ts';
import { MAX_BODY_BYTES } from '../../core/bot/webhook/admit-update.ts';
import type { DeadUpdate } from '../../core/bot/webhook/dead-update.ts';
import { receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import type { UpdateReport } from '../../core/bot/webhook/report-update.ts';
import type { HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody, checkOrigin } from '../../core/http/origin-check.ts';
import type { BotApi } from '../support/bot-api.ts';
import { BOT_TOKEN, type Conversations, startConversations } from '../support/conversation.ts';
import { lambdaContext } from '../support/lambda-context.ts';
import { sampleBot, type SampleServices } from '../support/sample-bot.ts';
import { until } from '../support/until.ts';
import { messageUpdate, SECRET, webhookEvent } from '../support/update-events.ts';

let world: Conversations;
let botApi: BotApi;
let reports: UpdateReport[];
let done: string[];
let dead: DeadUpdate[];
let receiver: UpdateReceiver;
let updateId = 1_000;

beforeAll(async () => {
  world = await startConversations();
  ({ botApi } = world);
});

afterAll(() => world.close());

beforeEach(() => {
  reports = [];
  done = [];
  dead = [];
  updateId += 100;
  receiver = receiverOf(sampleBot({ done }));
});

function receiverOf(bot: Bot | readonly Bot[], changes: Partial<BotPlatform> = {}): UpdateReceiver {
  const bots = [bot].flat();
  return {
    isFromEdge: admitEverybody,
    readSecrets: () =>
      Promise.resolve({ webhookSecret: SECRET, tokens: { fleet: BOT_TOKEN }, alarmChats: [] }),
    bots: new Map(bots.map((one) => [one.id, one])),
    platform: world.makePlatform({
      keepDeadUpdate: (update) => {
        dead.push(update);
        return Promise.resolve();
      },
      ...changes,
    }),
    handlerTimeoutMs: 5_000,
    report: (report) => reports.push(report),
  };
}

/** A bot whose command /do does this. */
const botThat = (act: NonNullable<SampleServices['act']>): Bot => sampleBot({ done, act });

function post(event: object, through = receiver): Promise<HttpAnswer> {
  return receiveUpdate(through, event, lambdaContext());
}

function said(): string[] {
  return botApi.calls
    .filter(({ method }) => method === 'sendMessage')
    .map(({ payload }) => String(payload['text']));
}

describe('a person who blocked the bot', () => {
  it('is not answered again and again: the update counts as done', async () => {
    const body = messageUpdate((updateId += 1), '/start');
    botApi.refuseNext({ errorCode: 403, method: 'sendMessage' });
    const first = await post(webhookEvent({ body }));
    const calls = botApi.calls.length;
    const again = await post(webhookEvent({ body }));

    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(botApi.calls).toHaveLength(calls);
  });
});

describe('who is let in', () => {
  const update = (): object => messageUpdate(updateId, '/start');

  it.each<[string, object, number]>([
    ['a wrong secret', { headers: { 'x-telegram-bot-api-secret-token': 'guess' } }, 401],
    ['no secret', { headers: { 'x-telegram-bot-api-secret-token': undefined } }, 401],
    ['a bot that there is not', { bot: 'nobody' }, 404],
    ['a body that is not JSON', { body: '{"update_id":' }, 400],
    ['JSON that is no update', { body: { message: 'hello' } }, 400],
    ['a message without a chat', { body: { update_id: 1, message: { message_id: 1, date: 1 } } }, 400],
    ['a huge body', { body: JSON.stringify({ update_id: 1, padding: 'x'.repeat(MAX_BODY_BYTES) }) }, 413],
  ])('refuses %s, says nothing to anybody, and counts it', async (_, part, statusCode) => {
    const before = botApi.calls.length;

    const answer = await post(webhookEvent({ body: update(), ...part }));

    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(botApi.calls).toHaveLength(before);
    expect(reports).toMatchObject([{ outcome: 'refused', statusCode }]);
  });

  it('does not know a bot that has no token', async () => {
    const other = { ...sampleBot({ done }), id: 'digest' };

    const answer = await post(webhookEvent({ body: update(), bot: 'digest' }), receiverOf(other));

    expect(answer.statusCode).toBe(404);
  });

  it('serves only what came through CloudFront, when that is asked for', async () => {
    const guarded = { ...receiver, isFromEdge: checkOrigin(() => Promise.resolve('what CloudFront knows')) };
    const event = (header: string | undefined): object =>
      webhookEvent({ body: update(), headers: { 'x-origin-verify': header } });

    expect((await post(event(undefined), guarded)).statusCode).toBe(403);
    expect((await post(event('a guess'), guarded)).statusCode).toBe(403);
    expect((await post(event('what CloudFront knows'), guarded)).statusCode).toBe(200);
  });

  it('reads a body that API Gateway has put into base64', async () => {
    const body = Buffer.from(JSON.stringify(update())).toString('base64');

    const answer = await post({ ...webhookEvent({ body }), isBase64Encoded: true });

    expect(answer.statusCode).toBe(200);
  });

  it('lets kinds of updates through that nobody here knows', async () => {
    const answer = await post(
      webhookEvent({ body: { update_id: updateId, business_connection: { id: 'x' } } }),
    );

    expect(answer.statusCode).toBe(200);
  });
});

describe('an update', () => {
  it('is answered once, however often it comes', async () => {
    const before = said().length;
    const event = webhookEvent({ body: messageUpdate(updateId, '/start') });

    const answers = [await post(event), await post(event), await post(event)];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(said()).toHaveLength(before + 1);
    expect(done).toHaveLength(1);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['answered', 'repeated', 'repeated']);
    expect(reports[0]?.calls.messagesSent).toBe(1);
  });

  it('is handled by each bot that gets its id: bots count by themselves', async () => {
    const two = receiverOf([sampleBot({ done }), { ...sampleBot({ done }), id: 'digest' }]);
    const tokens = { fleet: BOT_TOKEN, digest: '1:other' };
    const both = {
      ...two,
      readSecrets: () => Promise.resolve({ webhookSecret: SECRET, tokens, alarmChats: [] }),
    };
    const body = messageUpdate(updateId, '/start');

    await post(webhookEvent({ body }), both);
    await post(webhookEvent({ body, bot: 'digest' }), both);

    expect(done).toHaveLength(2);
  });

  it('that comes again while the first is being handled is refused with 503, so that Telegram asks again', async () => {
    const before = said().length;
    const event = webhookEvent({ body: messageUpdate(updateId, '/help') });
    const release = botApi.holdNext();
    const first = post(event);
    await until('the first one speaks', 5_000, () => said().length > before);

    const second = await post(event);
    release();

    expect(second.statusCode).toBe(503);
    expect((await first).statusCode).toBe(200);
    expect((await post(event)).statusCode).toBe(200);
    expect(said()).toHaveLength(before + 1);
  });

  it('whose replies got no answer is answered 500 and counted; the next try sends them, and runs nothing again', async () => {
    const event = webhookEvent({ body: messageUpdate(updateId, '/start') });
    botApi.refuseNext(500);

    const failed = await post(event);
    const again = await post(event, receiverOf(sampleBot({ done })));

    expect([failed.statusCode, again.statusCode]).toEqual([500, 200]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'answered']);
    expect(reports[0]?.calls).toMatchObject({ messagesSent: 0, messagesFailed: 1 });
    expect(done).toHaveLength(1);
    expect(said().slice(-2)).toEqual(['Welcome, Ada.', 'Welcome, Ada.']);
  });

  it('sends only what is not sent yet when it comes again', async () => {
    const bot = botThat((turn) => {
      for (const text of ['one', 'two', 'three']) turn.send({ text: Html.text(`${turn.updateId} ${text}`) });
    });
    const mine = (): string[] => said().filter((text) => text.startsWith(String(updateId)));
    const event = webhookEvent({ body: messageUpdate(updateId, '/do') });
    const release = botApi.holdNext();
    const first = post(event, receiverOf(bot));
    await until('the first is on its way', 5_000, () => mine().length === 1);
    botApi.refuseNext(502);
    release();

    expect((await first).statusCode).toBe(500);
    expect((await post(event, receiverOf(bot))).statusCode).toBe(200);
    expect(mine().map((text) => text.split(' ')[1])).toEqual(['one', 'two', 'two', 'three']);
    expect(done).toEqual(['do']);
  });

  it('that another overtook in the meantime still sends its replies, and is not handled again', async () => {
    const failing = webhookEvent({ body: messageUpdate(updateId, '/start first') });
    botApi.refuseNext(500);
    await post(failing);
    await post(webhookEvent({ body: messageUpdate(updateId + 1, '/start second') }));
    const before = said().length;

    const again = await post(failing);

    expect(again.statusCode).toBe(200);
    expect(said()).toHaveLength(before + 1);
    expect(done).toEqual(['start first', 'start second']);
  });

  it('whose handler failed has shown nothing, and is handled at the next try', async () => {
    const before = botApi.calls.length;
    const bot = botThat((turn) => {
      turn.send({ text: Html.text('half of it') });
      if (done.length === 1) throw new Error('not now');
    });
    const event = webhookEvent({ body: messageUpdate(updateId, '/do') });

    const failed = await post(event, receiverOf(bot));
    expect(botApi.calls).toHaveLength(before);
    const again = await post(event, receiverOf(bot));

    expect([failed.statusCode, again.statusCode]).toEqual([500, 200]);
    expect(said().at(-1)).toBe('half of it');
  });

  it('counts a 429 of Telegram apart, and sends the message when Telegram allows it', async () => {
    botApi.refuseNext(429, { retry_after: 1 });

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(answer.statusCode).toBe(200);
    expect(reports[0]?.calls).toMatchObject({ messagesSent: 1, messagesFailed: 1, rateLimitHits: 1 });
  });

  it('whose message Telegram would take only after the deadline leaves it to the outbox', async () => {
    botApi.refuseNext(429, { retry_after: 60 });
    const before = world.putOff.length;

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(answer.statusCode).toBe(200);
    expect(world.putOff.slice(before)).toMatchObject([
      { bot: 'fleet', chatId: 1, userId: 1, key: `reply:fleet:${updateId}:0`, method: 'sendMessage' },
    ]);
  });

  it('whose reply Telegram refuses for good is done, and the refusal is in the report', async () => {
    botApi.refuseNext({ errorCode: 400, description: 'Bad Request: can\'t parse entities: "secret words"' });

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(answer.statusCode).toBe(200);
    expect(reports[0]?.calls.refusals).toEqual([expect.stringContaining('400')]);
    expect(JSON.stringify(reports)).not.toContain('secret words');
  });

  it('whose handler is late is given up in time, and can say nothing after that', async () => {
    const { promise: late, resolve: wakeUp } = Promise.withResolvers<undefined>();
    const slow = receiverOf(
      botThat(async (turn) => {
        await late;
        done.push('woken');
        turn.send({ text: Html.text('too late') });
      }),
    );
    const before = botApi.calls.length;

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/do') }), {
      ...slow,
      handlerTimeoutMs: 200,
    });
    wakeUp(undefined);
    await until('the handler goes on', 5_000, () => done.includes('woken'));
    const next = await post(webhookEvent({ body: messageUpdate(updateId + 1, '/start') }));

    expect([answer.statusCode, next.statusCode]).toEqual([500, 200]);
    expect(reports[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('TimeoutError') });
    expect(botApi.calls.slice(before).map(({ payload }) => payload['text'])).toEqual(['Welcome, Ada.']);
  });

  it('leaves neither its text nor the token in what is logged', async () => {
    const leaky = botThat(() => {
      throw new Error(`POST https://api.telegram.org/bot${BOT_TOKEN}/sendMessage failed`);
    });
    botApi.refuseNext(400);

    await post(webhookEvent({ body: messageUpdate(updateId, '/start my private words') }));
    await post(
      webhookEvent({ body: messageUpdate(updateId + 1, '/do my private words') }),
      receiverOf(leaky),
    );

    expect(reports.map(({ outcome }) => outcome)).toEqual(['answered', 'failed']);
    expect(JSON.stringify(reports)).not.toMatch(/private words|secret-of-the-test-bot/);
  });

  it('is answered 500, and not lost, while DynamoDB is away', async () => {
    const away = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const before = botApi.calls.length;
    const event = webhookEvent({ body: messageUpdate(updateId, '/start') });
    const idempotency = { client: away, tableName: 'idempotency', purpose: 'update', rememberSeconds: 60 };

    const answers = [
      await post(event, receiverOf(sampleBot({ done }), { runOnce: makeRunOnce(idempotency) })),
      await post(
        event,
        receiverOf(sampleBot({ done }), { sessions: openSessionTable(away, 'sessions', Date.now) }),
      ),
    ];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500]);
    expect(botApi.calls).toHaveLength(before);
    expect((await post(event)).statusCode).toBe(200);
    expect(done).toHaveLength(1);
  });
});

describe('an update that fails at every try', () => {
  const poison = (): Bot =>
    botThat(() => {
      throw new Error('always');
    });

  it('is kept for the operators after five, acknowledged, and the person is told once', async () => {
    const through = receiverOf(poison());
    const event = webhookEvent({ body: messageUpdate(updateId, '/do it') });
    const before = said().length;

    const answers = [];
    for (let index = 0; index < 7; index += 1) answers.push(await post(event, through));

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500, 500, 500, 200, 200, 200]);
    expect(reports.map(({ outcome }) => outcome).slice(4)).toEqual(['dead-lettered', 'repeated', 'repeated']);
    expect(dead).toMatchObject([
      {
        version: 1,
        bot: 'fleet',
        update: { update_id: updateId, message: { text: '/do', from: { id: 1 } } },
        reason: 'Error: always',
      },
    ]);
    expect(said().slice(before)).toEqual([expect.stringMatching(/^I could not do what you asked last/)]);
    expect(done).toHaveLength(5);
  });

  it('is kept without what the person wrote, which may be a password', async () => {
    const through = receiverOf(poison());
    const event = webhookEvent({ body: messageUpdate(updateId, '/do Tr0ub4dor') });

    for (let index = 0; index < 5; index += 1) await post(event, through);

    expect(dead).toMatchObject([{ update: { update_id: updateId, message: { chat: { type: 'private' } } } }]);
    expect(JSON.stringify(dead)).not.toContain('Tr0ub4dor');
  });

  it('stays with Telegram while it cannot be kept', async () => {
    let isAway = true;
    const through = receiverOf(poison(), {
      keepDeadUpdate: (update) => {
        if (isAway) return Promise.reject(new Error('no queue'));
        dead.push(update);
        return Promise.resolve();
      },
    });
    const event = webhookEvent({ body: messageUpdate(updateId, '/do') });

    for (let index = 0; index < 6; index += 1) expect((await post(event, through)).statusCode).toBe(500);
    isAway = false;

    expect((await post(event, through)).statusCode).toBe(200);
    expect(dead).toHaveLength(1);
  });

  it('is not counted when only an update before it held it up', async () => {
    const { promise: late, resolve: wakeUp } = Promise.withResolvers<undefined>();
    const slow = receiverOf(botThat(() => late));
    const first = post(webhookEvent({ body: messageUpdate(updateId, '/do') }), slow);
    await until('the first one runs', 5_000, () => done.length === 1);
    const second = webhookEvent({ body: messageUpdate(updateId + 1, '/start') });

    const held = await post(second, { ...receiver, handlerTimeoutMs: 200 });
    wakeUp(undefined);

    expect(held.statusCode).toBe(503);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['repeated']);
    expect((await first).statusCode).toBe(200);
    expect((await post(second)).statusCode).toBe(200);
    expect(done).toEqual(['do', 'start ']);
  });
});

describe('a session', () => {
  const table = (nowMs = Date.now) => openSessionTable(world.openClient(), 'sessions', nowMs);
  const id = (): string => `session#test#${updateId}`;

  it('is written by who has claimed it, and by nobody else until the claim is over', async () => {
    let nowMs = 1_000_000;
    const sessions = table(() => nowMs);
    const mine = await sessions.claim(id(), 'me', nowMs + 5_000);
    expect(mine).toEqual({ version: 0, state: '' });
    expect(await sessions.claim(id(), 'other', nowMs + 5_000)).toBeUndefined();
    const others = { version: 0, holder: 'other' };
    await expect(sessions.save(id(), '{}', others, nowMs + 60_000)).rejects.toThrow(SessionChangedError);

    nowMs += 5_001;
    expect(await sessions.claim(id(), 'other', nowMs + 5_000)).toEqual({ version: 0, state: '' });
    await sessions.save(id(), '{"by":"other"}', others, nowMs + 60_000);
    const late = { version: 0, holder: 'me' };
    await expect(sessions.save(id(), '{"by":"me"}', late, nowMs + 60_000)).rejects.toThrow(
      SessionChangedError,
    );
    expect(await sessions.load(id())).toEqual({ version: 1, state: '{"by":"other"}' });
  });

  it('is empty when its time is up, also before DynamoDB takes it away', async () => {
    let nowMs = 1_000_000;
    const sessions = table(() => nowMs);
    await sessions.save(id(), '{"a":1}', { version: 0, holder: 'me' }, nowMs + 60_000);
    nowMs += 61_000;

    expect(await sessions.load(id())).toEqual({ version: 1, state: '' });
  });

  it('of another release that cannot be read begins anew, and fails nothing', async () => {
    const sessions = table();
    for (const state of ['not json', '{"schema":99}', '{"schema":1,"handled":"?"}', 'null']) {
      updateId += 1;
      await sessions.put(`session#fleet#${updateId}#1`, state, Date.now() + 60_000);
      const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start', updateId) }));

      expect(answer.statusCode).toBe(200);
    }
    expect(done).toHaveLength(4);
  });

  it('whose claim was over before its handler was through runs it again on what is there now', async () => {
    const seen: number[] = [];
    let nowMs = Date.now();
    const bot = botThat((turn) => {
      seen.push(turn.mustReadOwnWrites ? 1 : 0);
      turn.hasWritten();
      // Another update comes, and this one's time is over.
      if (seen.length === 1) nowMs += 60_000;
    });
    const platform = world.makePlatform({ nowMs: () => nowMs });
    const through = { ...receiver, bots: new Map([[bot.id, bot]]), platform };
    const sessions = openSessionTable(world.openClient(), 'sessions', () => nowMs);
    const event = webhookEvent({ body: messageUpdate(updateId, '/do', updateId) });
    const stolen = {
      ...platform,
      sessions: {
        ...sessions,
        save: async (...[row, state, by, end]: Parameters<typeof sessions.save>) => {
          if (seen.length === 1) {
            await sessions.claim(row, 'other', nowMs + 1_000);
            const other = { schema: 1, handled: [], unconfirmed: [], readOwnWritesUntilMs: nowMs + 9_000 };
            await sessions.save(row, JSON.stringify(other), { version: 0, holder: 'other' }, nowMs + 60_000);
          }
          await sessions.save(row, state, by, end);
        },
      },
    };

    const answer = await post(event, { ...through, platform: stolen });

    expect([answer.statusCode, reports[0]?.reason]).toEqual([200, undefined]);
    expect(seen).toEqual([0, 1]);
  });
});

describe('once', () => {
  it('frees what a killed execution held when its time is up', async () => {
    const { runOnce } = world.makePlatform();
    const never = new Promise<void>(() => undefined);
    let isHeld = false;
    void runOnce({ update: updateId }, lambdaContext(300), () => {
      isHeld = true;
      return never;
    });
    await until('the first execution holds it', 5_000, () => isHeld);
    const again = (): Promise<string> =>
      runOnce({ update: updateId }, lambdaContext(), () => Promise.resolve());

    await expect(again()).rejects.toThrow(StillRunningError);
    await until('it is free again', 5_000, async () => {
      try {
        return (await again()) === 'done';
      } catch (error) {
        if (error instanceof StillRunningError) return false;
        throw error;
      }
    });
    expect(await again()).toBe('done-before');
  });
});
