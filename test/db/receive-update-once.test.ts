import { StillRunningError } from '../../core/aws/run-once.ts';
import { MAX_BODY_BYTES } from '../../core/bot/webhook/admit-update.ts';
import { checkOrigin } from '../../core/http/origin-check.ts';
import { BOT_TOKEN } from '../support/conversation.ts';
import { lambdaContext } from '../support/lambda-context.ts';
import { sampleBot } from '../support/sample-bot.ts';
import { until } from '../support/until.ts';
import { messageUpdate, SECRET, webhookEvent } from '../support/update-events.ts';
import { useUpdateReceiver } from '../support/update-receiver.ts';

const given = useUpdateReceiver();
const { receiverOf, post, reports, done, said } = given;
let updateId = 1_000;
beforeEach(() => {
  updateId += 100;
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
    const before = given.world.botApi.calls.length;

    const answer = await post(webhookEvent({ body: update(), ...part }));

    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(given.world.botApi.calls).toHaveLength(before);
    expect(reports).toMatchObject([{ outcome: 'refused', statusCode }]);
  });

  it('does not know a bot that has no token', async () => {
    const other = { ...sampleBot({ done }), id: 'digest' };

    const answer = await post(webhookEvent({ body: update(), bot: 'digest' }), receiverOf(other));

    expect(answer.statusCode).toBe(404);
  });

  it('serves only what came through CloudFront, when that is asked for', async () => {
    const guarded = {
      ...given.receiver,
      isFromEdge: checkOrigin(() => Promise.resolve('what CloudFront knows')),
    };
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
    const release = given.world.botApi.holdNext();
    const first = post(event);
    await until('the first one speaks', 5_000, () => said().length > before);

    const second = await post(event);
    release();

    expect(second.statusCode).toBe(503);
    expect((await first).statusCode).toBe(200);
    expect((await post(event)).statusCode).toBe(200);
    expect(said()).toHaveLength(before + 1);
  });
});

describe('once', () => {
  it('frees what a killed execution held when its time is up', async () => {
    const { runOnce } = given.world.makePlatform();
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
