import * as z from 'zod';
import type { JsonQueue } from '../../aws/queue-sender.ts';
import type { MessagesDue } from '../../contracts/queue-messages.ts';
import type { Queryable } from '../../database/pool.ts';
import { type OutgoingMessage, outgoingCallSchema } from './outgoing-message.ts';

const MAX_KEY_CHARACTERS = 200;

/** As many ids as `messagesDueSchema` takes. */
const IDS_A_MESSAGE = 100;

/** A message that is not what the Bot API takes, or has no usable key: a fault of the program that wrote it. */
export class MessageUnsendableError extends Error {
  override readonly name = 'MessageUnsendableError';
}

const written = z.array(z.object({ id: z.string() }));

/**
 * Writes messages with their cause: in its transaction, so that there is neither a message without the cause nor the other way round.
 * @returns ids of those that are new; a key that is there already writes nothing
 * @throws MessageUnsendableError before anything is written
 */
export async function writeMessages(
  session: Queryable,
  messages: readonly OutgoingMessage[],
): Promise<string[]> {
  if (messages.length === 0) return [];
  const calls = messages.map(({ key, call }) => {
    const parsed = outgoingCallSchema.safeParse(call);
    if (!parsed.success || key === '' || key.length > MAX_KEY_CHARACTERS)
      throw new MessageUnsendableError(`the message of ${key.slice(0, MAX_KEY_CHARACTERS)} cannot be sent`);
    return parsed.data;
  });
  const { rows } = await session.query<Record<string, unknown>>(
    `insert into outbox (bot, chat_id, user_id, key, method, payload, not_before)
     select bot, chat_id, user_id, key, method, payload, coalesce(not_before, now())
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::jsonb[], $7::timestamptz[])
       with ordinality as given (bot, chat_id, user_id, key, method, payload, not_before, position)
     order by position
     on conflict (key) do nothing
     returning id`,
    [
      messages.map(({ bot }) => bot),
      messages.map(({ chatId }) => chatId),
      messages.map(({ userId }) => userId ?? null),
      messages.map(({ key }) => key),
      calls.map(({ method }) => method),
      calls.map(({ payload }) => JSON.stringify(payload)),
      messages.map(({ notBefore }) => notBefore ?? null),
    ],
  );
  return written.parse(rows).map(({ id }) => id);
}

/**
 * Tells `send-messages` of what was written, after the commit. Never throws: an announcement that is lost is made good by the sweep, at most
 * a minute later.
 */
export async function announce(queue: JsonQueue, ids: readonly string[], delaySeconds = 0): Promise<void> {
  const messages: MessagesDue[] = [];
  for (let at = 0; at < ids.length; at += IDS_A_MESSAGE)
    messages.push({ version: 1, outboxIds: ids.slice(at, at + IDS_A_MESSAGE) });
  await queue.send(messages, delaySeconds).catch(() => undefined);
}
