import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Composer } from 'telegraf';
import { createFleetBot } from '../../bots/fleet/fleet-bot.ts';
import { makeRunOnce, StillRunningError } from '../../core/aws/run-once.ts';
import type { Bot } from '../../core/bot/bot.ts';
import { MAX_BODY_BYTES } from '../../core/bot/webhook/admit-update.ts';
import type { UpdateReport } from '../../core/bot/webhook/report-update.ts';
import { receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import { readFleetOverview } from '../../core/fleet/read-fleet-overview.ts';
import type { HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody, checkOrigin } from '../../core/http/origin-check.ts';
import { createTables } from '../../local/create-tables.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../local/dynamodb.ts';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { idTable } from '../support/id-table.ts';
import { lambdaContext } from '../support/lambda-context.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';
import { messageUpdate, SECRET, webhookEvent } from '../support/update-events.ts';

const TOKEN = '4242:secret-of-the-test-bot';
const ADMIN_CHAT = 77;

let dataDir: string;
let dynamodb: LocalDynamoDb;
let client: DynamoDBClient;
let botApi: BotApi;
let fleet: TestDatabase;
let reports: UpdateReport[];
let receiver: UpdateReceiver;
let updateId = 1_000;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'telefleet-webhook-'));
  [dynamodb, botApi, fleet] = await Promise.all([
    startDynamoDb(dataDir),
    startBotApi(),
    createTestDatabase('receive_update'),
  ]);
  client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(dynamodb.endpoint, 'eu-west-1', [idTable('idempotency')]);
});

afterAll(async () => {
  client.destroy();
  await Promise.all([dynamodb.stop(), botApi.close(), fleet.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

beforeEach(() => {
  reports = [];
  updateId += 1;
  const fleetBot = createFleetBot({
    readOverview: () => readFleetOverview(fleet.database),
    readAdminChats: () => Promise.resolve([String(ADMIN_CHAT)]),
  });
  receiver = receiverOf([fleetBot]);
});

function receiverOf(bots: readonly Bot[], more: Partial<UpdateReceiver> = {}): UpdateReceiver {
  return {
    isFromEdge: admitEverybody,
    readSecrets: () =>
      Promise.resolve({ webhookSecret: SECRET, tokens: { fleet: TOKEN }, alarmChats: [String(ADMIN_CHAT)] }),
    bots: new Map(bots.map((bot) => [bot.id, bot])),
    runOnce: makeRunOnce({ client, tableName: 'idempotency', purpose: 'update', rememberSeconds: 60 }),
    apiRoot: botApi.root,
    handlerTimeoutMs: 5_000,
    report: (report) => reports.push(report),
    ...more,
  };
}

function post(event: object, through = receiver): Promise<HttpAnswer> {
  return receiveUpdate(through, event, lambdaContext());
}

/** What the bot has said for this update, by the number in its text. */
function said(): string[] {
  return botApi.calls
    .filter(({ method }) => method === 'sendMessage')
    .map(({ payload }) => String(payload['text']));
}

describe('a person who blocked the bot', () => {
  it('is not answered again and again: the update counts as done', async () => {
    const body = messageUpdate((updateId += 1), '/start');
    botApi.refuseNext(403);
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
    const other: Bot = { id: 'digest', answer: new Composer().middleware() };

    const answer = await post(webhookEvent({ body: update(), bot: 'digest' }), receiverOf([other]));

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
    expect(reports.map(({ outcome }) => outcome)).toEqual(['answered', 'repeated', 'repeated']);
    expect(reports[0]?.calls.messagesSent).toBe(1);
  });

  it('is handled by each bot that gets its id: bots count by themselves', async () => {
    const handled: string[] = [];
    const bot = (id: string): Bot => ({
      id,
      answer: () => {
        handled.push(id);
        return Promise.resolve();
      },
    });
    const two = receiverOf([bot('fleet'), bot('digest')], {
      readSecrets: () =>
        Promise.resolve({
          webhookSecret: SECRET,
          tokens: { fleet: TOKEN, digest: '1:other' },
          alarmChats: [],
        }),
    });
    const body = messageUpdate(updateId, 'hello');

    await post(webhookEvent({ body }), two);
    await post(webhookEvent({ body, bot: 'digest' }), two);

    expect(handled).toEqual(['fleet', 'digest']);
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

  it('whose handler fails is answered 500, counted, and handled at the next try', async () => {
    const event = webhookEvent({ body: messageUpdate(updateId, '/start') });
    botApi.refuseNext(500);

    const failed = await post(event);
    const again = await post(event);

    expect([failed.statusCode, again.statusCode]).toEqual([500, 200]);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'answered']);
    expect(reports[0]?.calls).toMatchObject({ messagesSent: 0, messagesFailed: 1 });
  });

  it('counts a 429 of Telegram apart', async () => {
    botApi.refuseNext(429);

    await post(webhookEvent({ body: messageUpdate(updateId, '/start') }));

    expect(reports[0]?.calls).toMatchObject({ messagesFailed: 1, rateLimitHits: 1 });
  });

  it('whose handler is late is given up in time, and can say nothing after that', async () => {
    const { promise: late, resolve: wakeUp } = Promise.withResolvers<undefined>();
    const { promise: tried, resolve: haveTried } = Promise.withResolvers<unknown>();
    const slow: Bot = {
      id: 'fleet',
      answer: async (context) => {
        await late;
        haveTried(await context.reply('too late').catch((error: unknown) => error));
      },
    };
    const before = botApi.calls.length;

    const answer = await post(
      webhookEvent({ body: messageUpdate(updateId, 'hello') }),
      receiverOf([slow], { handlerTimeoutMs: 50 }),
    );
    wakeUp(undefined);

    expect(answer.statusCode).toBe(500);
    expect(reports).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('TimeoutError') }]);
    expect(await tried).toBeInstanceOf(Error);
    expect(botApi.calls).toHaveLength(before);
  });

  it('leaves neither its text nor the token in what is logged', async () => {
    const leaky: Bot = {
      id: 'fleet',
      answer: () => Promise.reject(new Error(`POST https://api.telegram.org/bot${TOKEN}/sendMessage failed`)),
    };
    botApi.refuseNext(400);

    await post(webhookEvent({ body: messageUpdate(updateId, '/start my private words') }));
    await post(webhookEvent({ body: messageUpdate(updateId + 1, 'my private words') }), receiverOf([leaky]));
    updateId += 1;

    expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
    expect(JSON.stringify(reports)).not.toMatch(/private words|secret-of-the-test-bot/);
  });

  it('is answered 500, and not lost, while DynamoDB is away', async () => {
    const away = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const runOnce = makeRunOnce({
      client: away,
      tableName: 'idempotency',
      purpose: 'update',
      rememberSeconds: 60,
    });
    const before = botApi.calls.length;

    const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start') }), {
      ...receiver,
      runOnce,
    });

    expect(answer.statusCode).toBe(500);
    expect(botApi.calls).toHaveLength(before);
  });
});

describe('once', () => {
  it('frees what a killed execution held when its time is up', async () => {
    const runOnce = makeRunOnce({ client, tableName: 'idempotency', purpose: 'test', rememberSeconds: 60 });
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

describe('the fleet bot', () => {
  it('tells admins how the fleet is', async () => {
    await fleet.database.query(`
      with made as (
        insert into terminals (name, host, port, enabled)
        values ('a', '10.0.0.1', 1, true), ('b', '10.0.0.2', 1, true), ('c', '10.0.0.3', 1, false) returning id, name
      )
      insert into balances (terminal_id, available, total, received_at)
      select id, 1, 1, now() - case name when 'a' then interval '5 s' else interval '2 minutes' end from made`);
    await fleet.database.query(`
      insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator,
                          opened_at, created_at, updated_at, created_from_update)
      values (1, 1, 1, '{}', 'Open', false, false, now(), now(), now(), false),
             (1, 2, 1, '{}', 'Open', true, false, now(), now(), now(), false),
             (1, 3, 1, '{}', 'Closed', false, false, now(), now(), now(), false)`);

    await post(webhookEvent({ body: messageUpdate(updateId, '/status', ADMIN_CHAT) }));

    const text = said().at(-1);
    expect(text).toContain('терминалы: 2');
    expect(text).toContain('за минуту: 1');
    expect(text).toContain('ордера: 1');
    expect(text).toMatch(/последние данные: [5-9]\.\d s/);
  });

  it('tells others nothing but the id by which an admin can let them in', async () => {
    await post(webhookEvent({ body: messageUpdate(updateId, '/status', -5005) }));

    expect(said().at(-1)).toContain('-5005');
    expect(said().at(-1)).not.toContain('Terminals');
  });

  it('takes commands that a group addresses to it, and leaves those of other bots', async () => {
    const before = said().length;

    await post(webhookEvent({ body: messageUpdate(updateId, '/help@our_fleet_bot', -5005) }));
    updateId += 1;
    await post(webhookEvent({ body: messageUpdate(updateId, '/help@another_bot', -5005) }));

    expect(said()).toHaveLength(before + 1);
    expect(botApi.calls.filter(({ method }) => method === 'getMe')).toHaveLength(1);
  });
});
