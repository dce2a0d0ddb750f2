import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { RecordBatch } from '../../contracts/record-batch.ts';
import type { Database } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import { readQueueMessage } from './read-queue-message.ts';
import { storeBatches, type StoreOptions, type StoreOutcome } from './store-batches.ts';
import { OrdersContendedError } from './write-orders.ts';

const sqsEvent = z.object({
  Records: z
    .array(
      z.object({
        messageId: z.string(),
        receiptHandle: z.string(),
        body: z.string(),
        attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int() }),
      }),
    )
    .max(10_000),
});

type Message = z.infer<typeof sqsEvent>['Records'][number];

export interface RecordConsumer {
  readonly database: Database;
  readonly options: StoreOptions;
  /** Sets when failed messages come back. */
  readonly hide: (
    messages: readonly { readonly receiptHandle: string; readonly hideSeconds: number }[],
  ) => Promise<void>;
}

export interface ConsumeResult {
  readonly outcome: StoreOutcome;
  readonly batches: number;
  readonly failedMessageIds: readonly string[];
  /** Why messages failed; nothing of their content. */
  readonly failures: readonly string[];
  readonly committedAtMs: number;
}

/** Left of the function's time when no further try is begun: enough to answer, and for one statement to be cancelled. */
const RESERVE_MS = 3_000;

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 1_000;

/** A failed message comes back after 2 s, then 4 s, and so on; ten tries outlast an outage of half an hour. */
const HIDE_MAX_SECONDS = 900;

const NOTHING: StoreOutcome = {
  stored: 0,
  logged: 0,
  deadLetters: [],
  repeated: [],
  receivedAtMs: [],
  records: [],
};

/**
 * Stores what an SQS event carries. A message that is no batch fails alone and ends in the dead-letter queue; a database that is away is
 * tried again within the function's time, then the messages go back to the queue.
 */
export async function consumeRecords(
  consumer: RecordConsumer,
  event: unknown,
  remainingMs: () => number,
): Promise<ConsumeResult> {
  const { Records: messages } = sqsEvent.parse(event);
  const readable: { message: Message; batch: RecordBatch }[] = [];
  const failed: Message[] = [];
  const failures: string[] = [];
  for (const message of messages) {
    try {
      readable.push({ message, batch: readQueueMessage(message.body) });
    } catch (error) {
      failed.push(message);
      failures.push(error instanceof Error ? error.message : 'unreadable');
    }
  }
  let outcome = NOTHING;
  try {
    outcome = await storeWithRetries(consumer, onePerId(readable.map(({ batch }) => batch)), remainingMs);
  } catch (error) {
    failed.push(...readable.map(({ message }) => message));
    failures.push(error instanceof Error ? error.message : 'unknown');
  }
  const committedAtMs = Date.now();
  await hideFailed(consumer, failed);
  return {
    outcome,
    batches: messages.length,
    failedMessageIds: failed.map(({ messageId }) => messageId),
    failures,
    committedAtMs,
  };
}

/** SQS may deliver a message twice, also within one event. */
function onePerId(batches: readonly RecordBatch[]): RecordBatch[] {
  return [...new Map(batches.map((batch) => [batch.batchId, batch])).values()];
}

async function storeWithRetries(
  consumer: RecordConsumer,
  batches: readonly RecordBatch[],
  remainingMs: () => number,
): Promise<StoreOutcome> {
  if (batches.length === 0) return NOTHING;
  for (let pauseMs = RETRY_MIN_MS; ; pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS)) {
    try {
      return await storeBatches(consumer.database, batches, consumer.options);
    } catch (error) {
      const isPassing = error instanceof OrdersContendedError || classifyDatabaseFailure(error) === 'not-now';
      if (!isPassing || remainingMs() < RESERVE_MS + pauseMs) throw error;
      await delay(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}

async function hideFailed(consumer: RecordConsumer, failed: readonly Message[]): Promise<void> {
  if (failed.length === 0) return;
  try {
    await consumer.hide(
      failed.map(({ receiptHandle, attributes }) => ({
        receiptHandle,
        hideSeconds: Math.min(2 ** Math.max(1, attributes.ApproximateReceiveCount), HIDE_MAX_SECONDS),
      })),
    );
  } catch {
    // They come back by the queue's visibility timeout instead: later, but they come.
  }
}
