import * as z from 'zod';
import type { JsonQueue } from '../../aws/queue-sender.ts';
import { messagesDueSchema } from '../../contracts/queue-messages.ts';
import type { Database } from '../../database/pool.ts';
import { claimDueMessages, type ClaimedMessage, claimMessages } from './claim-messages.ts';
import { CLAIM_SIZE, RESERVE_MS } from './outbox-policy.ts';
import { emptySendTally, type MessageSender, sendClaimed, type SendTally } from './send-claimed.ts';
import { announce } from './write-messages.ts';

export interface OutboxRunner extends MessageSender {
  readonly queue: JsonQueue;
}

export interface OutboxRun {
  readonly tally: SendTally;
  /** SQS messages that are not what they should be: they come back and end in the dead-letter queue. */
  readonly failedMessageIds: readonly string[];
  /** Age of the oldest message that is due and not sent. */
  readonly oldestDueSeconds: number;
}

/** Of SQS; or, without messages in it, of the schedule. */
const triggerSchema = z.object({
  Records: z
    .array(z.object({ messageId: z.string(), body: z.string() }))
    .max(10_000)
    .optional(),
});

/**
 * Sends what an SQS event names, or, when it names nothing (the schedule), whatever is due: announcements that were lost, messages that were
 * put off for long, claims whose holder died.
 * @throws what the database throws: the messages come back
 */
export async function sendDueMessages(runner: OutboxRunner, event: unknown): Promise<OutboxRun> {
  const { Records: messages } = triggerSchema.parse(event);
  const tally = emptySendTally();
  const failedMessageIds: string[] = [];
  if (messages === undefined) await sweep(runner, tally);
  else {
    const ids = new Set<string>();
    for (const { messageId, body } of messages) {
      const due = readMessage(body);
      if (due === undefined) failedMessageIds.push(messageId);
      else for (const id of due) ids.add(id);
    }
    await sendNamed(runner, [...ids], tally);
  }
  await announcePutOff(runner.queue, tally);
  return { tally, failedMessageIds, oldestDueSeconds: await readOldestDueSeconds(runner.database) };
}

function readMessage(body: string): readonly string[] | undefined {
  try {
    return messagesDueSchema.parse(JSON.parse(body)).outboxIds;
  } catch {
    return undefined;
  }
}

async function sendNamed(runner: OutboxRunner, ids: readonly string[], tally: SendTally): Promise<void> {
  for (let at = 0; at < ids.length; at += CLAIM_SIZE) {
    if (runner.remainingMs() < RESERVE_MS) {
      await announce(runner.queue, ids.slice(at), 1);
      return;
    }
    await sendClaimed(runner, await claimMessages(runner.database, ids.slice(at, at + CLAIM_SIZE)), tally);
  }
}

async function sweep(runner: OutboxRunner, tally: SendTally): Promise<void> {
  let claimed: ClaimedMessage[];
  do {
    if (runner.remainingMs() < RESERVE_MS) return;
    claimed = await claimDueMessages(runner.database, CLAIM_SIZE);
    await sendClaimed(runner, claimed, tally);
  } while (claimed.length === CLAIM_SIZE);
}

/** Each comes back when it is due: SQS holds it for up to 15 minutes, the sweep finds it after longer ones. */
async function announcePutOff(queue: JsonQueue, { putOff }: SendTally): Promise<void> {
  const bySeconds = Map.groupBy(putOff, ({ waitMs }) => Math.ceil(waitMs / 1_000));
  for (const [seconds, messages] of bySeconds)
    await announce(
      queue,
      messages.map(({ id }) => id),
      seconds,
    );
}

const oldest = z.object({ seconds: z.coerce.number() });

async function readOldestDueSeconds(database: Database): Promise<number> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select coalesce(extract(epoch from now() - min(not_before)), 0) as seconds from outbox
     where state in ('pending', 'sending') and not_before <= now()`,
  );
  return oldest.parse(rows[0]).seconds;
}
