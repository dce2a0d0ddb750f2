import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { LANES } from '../../core/bot/outbox/outbox-policy.ts';
import type { OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import { writeMessages } from '../../core/bot/outbox/write-messages.ts';
import { ENV } from '../../core/contracts/env.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { type BotApi, startBotApi } from '../support/bot-api.ts';
import { openQueueReceiver, type QueueReceiver } from '../support/queue-receiver.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { until } from '../support/until.ts';

const HANDLER = join(__dirname, '../../functions/send-messages/handler.ts');
const EVENT = join(__dirname, '../../events/send-messages.json');

let store: TestDatabase;
let botApi: BotApi;
let queue: QueueReceiver;

beforeAll(async () => {
  [store, botApi, queue] = await Promise.all([
    createTestDatabase('send_messages'),
    startBotApi(),
    openQueueReceiver(),
  ]);
});

afterAll(async () => {
  await Promise.all([store.close(), botApi.close(), queue.close()]);
});

beforeEach(async () => {
  await store.database.query('truncate outbox restart identity');
});

/** The function as it is deployed but for the bundling, in a process of its own, which handles one event. */
function invoke(event: 'sweep' | 'sqs'): ChildProcess {
  const read =
    event === 'sweep' ? '{}' : `JSON.parse(require('node:fs').readFileSync(${JSON.stringify(EVENT)}))`;
  const script = `
    const event = ${read};
    const endsAt = Date.now() + 30_000;
    import(${JSON.stringify(HANDLER)})
      .then(({ handler }) => handler(event, { getRemainingTimeInMillis: () => endsAt - Date.now() }))
      .then((answer) => { if (answer.batchItemFailures.length > 0) process.exit(3); process.exit(0); });`;
  return spawn(process.execPath, ['-e', script], {
    env: {
      [ENV.stage]: 'test',
      [ENV.databaseUrl]: store.url,
      [ENV.messagesQueueUrl]: queue.queueUrl,
      [ENV.telegramApiRoot]: botApi.root,
      [ENV.telegramWebhookSecret]: 'secret',
      [ENV.telegramTokenFleet]: '1:token',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function write(count: number): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, index): OutgoingMessage => ({
    bot: 'fleet',
    chatId: index + 1,
    userId: index + 1,
    key: `k${index}`,
    call: { method: 'sendMessage', payload: { text: `m${index}` } },
  }));
  return inTransaction(store.database, (session) => writeMessages(session, messages));
}

const sent = (): string[] => botApi.calls.map(({ payload }) => String(payload['text']));

async function keysIn(state: string): Promise<string[]> {
  const { rows } = await store.database.query<{ text: string }>(
    `select payload ->> 'text' as text from outbox where state = $1`,
    [state],
  );
  return rows.map(({ text }) => text);
}

describe('send-messages', () => {
  it('sends what its sample event names', async () => {
    const before = sent().length;
    await write(2);

    expect(await exitCode(invoke('sqs'))).toBe(0);

    expect(sent().slice(before).sort()).toEqual(['m0', 'm1']);
  }, 30_000);

  it('that is killed while two of it run leaves nothing unsent, and repeats at most what it was saying that moment', async () => {
    const before = sent().length;
    await write(200);
    // Each of its lanes waits for an answer, so that it dies with claimed messages in its hands whatever the machine's pace.
    const releases = Array.from({ length: LANES }, () => botApi.holdNext());
    const killed = invoke('sweep');
    await until('the one speaks in every lane', 20_000, () => sent().length - before === LANES);
    const other = invoke('sweep');
    await until('the other is at it as well', 20_000, async () => (await keysIn('sent')).length >= 10);
    killed.kill('SIGKILL');
    await exitCode(killed);
    for (const release of releases) release();
    const saidUntilThen = sent().slice(before);
    expect(await exitCode(other)).toBe(0);
    const leftBehind = await keysIn('sending');
    expect(leftBehind.length).toBeGreaterThan(0);

    // A minute later the claims of the dead are anybody's.
    await store.database.query(
      `update outbox set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`,
    );
    expect(await exitCode(invoke('sweep'))).toBe(0);

    const all = sent().slice(before);
    const twice = all.filter((text, index) => all.indexOf(text) !== index);
    expect(new Set(all).size).toBe(200);
    expect(await keysIn('sent')).toHaveLength(200);
    expect(twice.length).toBeLessThanOrEqual(LANES);
    for (const text of twice) {
      expect(leftBehind).toContain(text);
      expect(saidUntilThen).toContain(text);
    }
  }, 60_000);
});
