import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { makeRunOnce } from '../../core/aws/run-once.ts';
import { openSessionTable } from '../../core/aws/session-table.ts';
import type { Bot } from '../../core/bot/make-bot.ts';
import { Html } from '../../core/bot/html.ts';
import { BOT_TOKEN } from '../support/conversation.ts';
import { sampleBot } from '../support/sample-bot.ts';
import { until } from '../support/until.ts';
import { messageUpdate, webhookEvent } from '../support/update-events.ts';
import { useUpdateReceiver } from '../support/update-receiver.ts';

const given = useUpdateReceiver();
const { receiverOf, botThat, post, reports, done, dead, said } = given;
let updateId = 1_000;
beforeEach(() => {
  updateId += 100;
});

describe('a person who blocked the bot', () => {
  it('is not answered again and again: the update counts as done', async () => {
    const body = messageUpdate((updateId += 1), '/start');
    given.world.botApi.refuseNext({ errorCode: 403, method: 'sendMessage' });
    const first = await post(webhookEvent({ body }));
    const calls = given.world.botApi.calls.length;
    const again = await post(webhookEvent({ body }));

    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(given.world.botApi.calls).toHaveLength(calls);
  });
});

describe('an update', () => {
  it('whose replies got no answer is answered 500 and counted; the next try sends them, and runs nothing again', async () => {
    const event = webhookEvent({ body: messageUpdate(updateId, '/start') });
    given.world.botApi.refuseNext(500);

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
    const release = given.world.botApi.holdNext();
    const first = post(event, receiverOf(bot));
    await until('the first is on its way', 5_000, () => mine().length === 1);
    given.world.botApi.refuseNext(502);
    release();

    expect((await first).statusCode).toBe(500);
    expect((await post(event, receiverOf(bot))).statusCode).toBe(200);
    expect(mine().map((text) => text.split(' ')[1])).toEqual(['one', 'two', 'two', 'three']);
    expect(done).toEqual(['do']);
  });

  it('that another overtook in the meantime still sends its replies, and is not handled again', async () => {
    const failing = webhookEvent({ body: messageUpdate(updateId, '/start first') });
    given.world.botApi.refuseNext(500);
    await post(failing);
    await post(webhookEvent({ body: messageUpdate(updateId + 1, '/start second') }));
    const before = said().length;

    const again = await post(failing);

    expect(again.statusCode).toBe(200);
    expect(said()).toHaveLength(before + 1);
    expect(done).toEqual(['start first', 'start second']);
  });

  it('whose handler failed has shown nothing, and is handled at the next try', async () => {
    const before = given.world.botApi.calls.length;
    const bot = botThat((turn) => {
      turn.send({ text: Html.text('half of it') });
      if (done.length === 1) throw new Error('not now');
    });
    const event = webhookEvent({ body: messageUpdate(updateId, '/do') });

    const failed = await post(event, receiverOf(bot));
    expect(given.world.botApi.calls).toHaveLength(before);
    const again = await post(event, receiverOf(bot));

    expect([failed.statusCode, again.statusCode]).toEqual([500, 200]);
    expect(said().at(-1)).toBe('half of it');
  });

  it('counts a 429 of Telegram apart, and sends the message when Telegram allows it', async () => {
    given.world.botApi.refuseNext(429, { retry_after: 1 });

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(answer.statusCode).toBe(200);
    expect(reports[0]?.calls).toMatchObject({ messagesSent: 1, messagesFailed: 1, rateLimitHits: 1 });
  });

  it('whose message Telegram would take only after the deadline leaves it to the outbox', async () => {
    given.world.botApi.refuseNext(429, { retry_after: 60 });
    const before = given.world.putOff.length;

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(answer.statusCode).toBe(200);
    expect(given.world.putOff.slice(before)).toMatchObject([
      { bot: 'fleet', chatId: 1, userId: 1, key: `reply:fleet:${updateId}:0`, method: 'sendMessage' },
    ]);
  });

  it('whose reply Telegram refuses for good is done, and the refusal is in the report', async () => {
    given.world.botApi.refuseNext({
      errorCode: 400,
      description: 'Bad Request: can\'t parse entities: "secret words"',
    });

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
    const before = given.world.botApi.calls.length;

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/do') }), {
      ...slow,
      handlerTimeoutMs: 200,
    });
    wakeUp(undefined);
    await until('the handler goes on', 5_000, () => done.includes('woken'));
    const next = await post(webhookEvent({ body: messageUpdate(updateId + 1, '/start') }));

    expect([answer.statusCode, next.statusCode]).toEqual([500, 200]);
    expect(reports[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('TimeoutError') });
    expect(given.world.botApi.calls.slice(before).map(({ payload }) => payload['text'])).toEqual([
      'Welcome, Ada.',
    ]);
  });

  it('leaves neither its text nor the token in what is logged', async () => {
    const leaky = botThat(() => {
      throw new Error(`POST https://api.telegram.org/bot${BOT_TOKEN}/sendMessage failed`);
    });
    given.world.botApi.refuseNext(400);

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
    const before = given.world.botApi.calls.length;
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
    expect(given.world.botApi.calls).toHaveLength(before);
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

    const held = await post(second, { ...given.receiver, handlerTimeoutMs: 200 });
    wakeUp(undefined);

    expect(held.statusCode).toBe(503);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['repeated']);
    expect((await first).statusCode).toBe(200);
    expect((await post(second)).statusCode).toBe(200);
    expect(done).toEqual(['do', 'start ']);
  });
});
