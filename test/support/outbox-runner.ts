import type { OutboxRunner } from '../../core/bot/outbox/send-due-messages.ts';
import { openTelegramClient } from '../../core/bot/sending/telegram-client.ts';
import type { Database } from '../../core/database/pool.ts';
import { BOT_TOKEN } from './conversation.ts';
import { recordingQueue } from './recording-queue.ts';

/** `send-messages` with all the time there is, at whatever pace it likes. */
export function outboxRunner(
  database: Database,
  botApiRoot: string,
  change: Partial<OutboxRunner> = {},
): OutboxRunner {
  return {
    database,
    clientOf: () => Promise.resolve(openTelegramClient(BOT_TOKEN, botApiRoot)),
    pace: () => Promise.resolve(0),
    markUnreachable: () => Promise.resolve(),
    remainingMs: () => 60_000,
    monotonicMs: () => performance.now(),
    sleep: () => Promise.resolve(),
    queue: recordingQueue(),
    ...change,
  };
}
