import * as z from 'zod';
import { commandRunDueSchema } from '../../contracts/queue-messages.ts';
import { findAbandonedRuns } from './dispatch-run.ts';
import { type FollowedRun, followRun, type RunFollower } from './follow-run.ts';

const sqsEvent = z.object({
  Records: z
    .array(z.object({ messageId: z.string(), receiptHandle: z.string(), body: z.string() }))
    .max(10_000),
});
type Message = z.infer<typeof sqsEvent>['Records'][number];

/** A schedule's event has no records. */
const noRecords = z.object({ Records: z.undefined().optional() });

export interface RunConsumer extends RunFollower {
  /** Sets when failed messages come back. */
  readonly hide: (
    messages: readonly { readonly receiptHandle: string; readonly hideSeconds: number }[],
  ) => Promise<void>;
}

export interface ConsumedRuns {
  readonly runs: readonly FollowedRun[];
  readonly failedMessageIds: readonly string[];
  /** Why runs failed; nothing of their commands. */
  readonly failures: readonly string[];
}

/** A run that could not be followed goes on in two seconds: its terminals are waited for. */
const HIDE_SECONDS = 2;

/** Of abandoned runs in one go; they are settled in some ms each, and the next minute takes the rest. */
const ABANDONED_AT_ONCE = 20;

/**
 * Sends and follows the runs of an SQS event, all at the same time; a message that is none fails alone. An event without records, of a
 * schedule, ends the runs that were abandoned.
 */
export async function consumeRuns(consumer: RunConsumer, event: unknown): Promise<ConsumedRuns> {
  if (noRecords.safeParse(event).success) return endAbandoned(consumer);
  const { Records: messages } = sqsEvent.parse(event);
  const runs: FollowedRun[] = [];
  const failed: Message[] = [];
  const failures: string[] = [];
  const fail = (message: Message, error: unknown): void => {
    failed.push(message);
    failures.push(nameOf(error));
  };
  const following = new Map<string, Promise<FollowedRun>>();
  const takeOne = async (message: Message): Promise<void> => {
    try {
      const { runId } = commandRunDueSchema.parse(JSON.parse(message.body));
      // SQS may deliver a message twice, also within one event.
      const earlier = following.get(runId);
      const run = earlier ?? followRun(consumer, runId);
      following.set(runId, run);
      const followed = await run;
      if (earlier === undefined) runs.push(followed);
    } catch (error) {
      fail(message, error);
    }
  };
  await Promise.all(messages.map(takeOne));
  if (failed.length > 0)
    await consumer
      .hide(failed.map(({ receiptHandle }) => ({ receiptHandle, hideSeconds: HIDE_SECONDS })))
      // They come back by the queue's visibility timeout instead: later, but they come.
      .catch(() => undefined);
  return { runs, failedMessageIds: failed.map(({ messageId }) => messageId), failures };
}

async function endAbandoned(consumer: RunConsumer): Promise<ConsumedRuns> {
  const runs: FollowedRun[] = [];
  const failures: string[] = [];
  for (const runId of await findAbandonedRuns(consumer.database, ABANDONED_AT_ONCE)) {
    try {
      runs.push(await followRun(consumer, runId));
    } catch (error) {
      failures.push(nameOf(error));
    }
  }
  return { runs, failedMessageIds: [], failures };
}

/** A parser's message may quote what it read. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
