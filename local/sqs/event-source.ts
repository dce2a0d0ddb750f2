import type { EventSourceWiring } from '../assembly/wiring.ts';
import { failedMessageIds } from './batch-response.ts';
import type { QueueClient, ReceivedMessage } from './queue-client.ts';
import { splitIntoEvents, toEventRecord } from './sqs-event.ts';

/** SQS hands out no more at once. */
const MAX_RECEIVE = 10;
/** A long poll; short enough that a stop waits little for it. */
const LONG_POLL_SECONDS = 2;
/** Rest of a window below a second: WaitTimeSeconds takes whole seconds only. */
const SHORT_POLL_PAUSE_MS = 100;
const RECEIVE_BACK_OFF_MS = 250;
const DELETE_BACK_OFF_MS = 250;
/** What cannot be deleted for this long comes back after its visibility timeout: delivery is at least once. */
const DELETE_ATTEMPTS = 240;
/** Without a MaximumConcurrency in the template: what one machine can use. AWS begins with 5 pollers. */
const DEFAULT_CONCURRENCY = 2;

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface EventSourceOptions {
  readonly wiring: EventSourceWiring;
  readonly queue: Pick<QueueClient, 'receive' | 'delete'>;
  /** Invokes the function with an event; rejects when the invocation fails. */
  readonly invoke: (event: object) => Promise<unknown>;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

export interface EventSource {
  /** Ends after the batches at hand; nothing that was received is dropped. */
  stop(): Promise<void>;
}

/**
 * Lambda's poller of an SQS queue: long polls, gathers up to the batch size within the window, invokes up to the maximum
 * concurrency at once, deletes what succeeded. What failed is left alone and comes back when its visibility timeout has
 * passed (unless the function changed that), until the queue's redrive policy takes it away.
 *
 * SQS may be away: a poll that fails is repeated, and so is the deletion of what has been handled.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  let stopping = false;
  const lanes = Array.from({ length: options.wiring.maximumConcurrency ?? DEFAULT_CONCURRENCY }, async () => {
    // Stopping is set from outside while the loop waits.
    for (;;) {
      if (isStopping()) return;
      const messages = await gather(options, isStopping);
      for (const event of splitIntoEvents(messages)) await deliver(options, event, isStopping);
    }
  });
  function isStopping(): boolean {
    return stopping;
  }
  return {
    stop: async () => {
      stopping = true;
      await Promise.all(lanes);
    },
  };
}

/** One batch; empty when nothing came within a long poll or SQS is away. */
async function gather(
  { wiring, queue, clock }: EventSourceOptions,
  isStopping: () => boolean,
): Promise<ReceivedMessage[]> {
  const messages: ReceivedMessage[] = [];
  const receive = async (waitSeconds: number): Promise<boolean> => {
    try {
      messages.push(
        ...(await queue.receive(Math.min(MAX_RECEIVE, wiring.batchSize - messages.length), waitSeconds)),
      );
      return true;
    } catch {
      return false;
    }
  };
  if (!(await receive(LONG_POLL_SECONDS))) await clock.sleep(RECEIVE_BACK_OFF_MS);
  if (messages.length === 0) return messages;
  // The window begins with the first message, as with Lambda.
  const windowEndsAt = clock.now() + wiring.windowSeconds * 1_000;
  while (messages.length < wiring.batchSize && !isStopping()) {
    const leftMs = windowEndsAt - clock.now();
    if (leftMs <= 0) break;
    const before = messages.length;
    const received = await receive(Math.min(LONG_POLL_SECONDS, Math.floor(leftMs / 1_000)));
    if (!received) break;
    if (messages.length === before) await clock.sleep(Math.min(SHORT_POLL_PAUSE_MS, leftMs));
  }
  return messages;
}

async function deliver(
  options: EventSourceOptions,
  messages: readonly ReceivedMessage[],
  isStopping: () => boolean,
): Promise<void> {
  const { wiring, invoke, onFailure } = options;
  const ids = new Set(messages.map((message) => message.messageId));
  let failed: ReadonlySet<string>;
  try {
    const response = await invoke({
      Records: messages.map((message) => toEventRecord(message, wiring.queueArn)),
    });
    failed = wiring.reportsItemFailures ? failedMessageIds(response, ids) : new Set();
  } catch (error) {
    onFailure(error);
    return;
  }
  const done = messages
    .filter((message) => !failed.has(message.messageId))
    .map((message) => message.receiptHandle);
  for (let at = 0; at < done.length; at += MAX_RECEIVE) {
    await deleteAll(options, done.slice(at, at + MAX_RECEIVE), isStopping);
  }
}

async function deleteAll(
  { queue, clock, onFailure }: EventSourceOptions,
  receiptHandles: string[],
  isStopping: () => boolean,
): Promise<void> {
  let left = receiptHandles;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    try {
      left = await queue.delete(left);
      if (left.length === 0) return;
    } catch (error) {
      if (attempt === 1) onFailure(error);
    }
    // A stop does not wait for an SQS that is away: the message is seen again, and known as a repeated one.
    if (attempt >= DELETE_ATTEMPTS || isStopping()) return;
    await clock.sleep(DELETE_BACK_OFF_MS);
  }
}
