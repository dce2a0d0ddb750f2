import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import { type OutgoingCall, outgoingCallSchema } from './outgoing-message.ts';

/** Who claimed a message and did not settle it in this time is taken for dead. `outbox-policy` keeps senders within it. */
export const CLAIM_SECONDS = 60;

/** A message that this execution alone may send. */
export interface ClaimedMessage {
  readonly id: string;
  readonly bot: string;
  readonly chatId: number;
  readonly userId: number | undefined;
  /** `undefined`: a row that this release cannot read. */
  readonly call: OutgoingCall | undefined;
  /** With the id it names the claim: a claim that was taken over has another. */
  readonly attempts: number;
  /** Claims before this one that ended without an answer of Telegram's. */
  readonly failures: number;
}

const rowsSchema = z.array(
  z.object({
    id: z.string(),
    bot: z.string(),
    chat_id: z.coerce.number().int(),
    user_id: z.coerce.number().int().nullable(),
    method: z.string(),
    payload: z.unknown(),
    attempts: z.int(),
    failures: z.int(),
  }),
);

/** `pending -> sending` for those that are due and nobody else's; the claims of the dead count as a failure. `which` narrows them down. */
const claim = (which: string): string => `
  with due as (
    select id, state = 'sending' as is_left_behind from outbox
    where ${which} state in ('pending', 'sending') and not_before <= now()
      and (state = 'pending' or claimed_at < now() - interval '${CLAIM_SECONDS} s')
    order by not_before, id limit $1 for update skip locked
  ), claimed as (
    update outbox set state = 'sending', claimed_at = now(), attempts = attempts + 1,
      failures = failures + is_left_behind::integer
    from due where outbox.id = due.id
    returning outbox.id, bot, chat_id, user_id, method, payload, attempts, failures, not_before
  )
  select id, bot, chat_id, user_id, method, payload, attempts, failures from claimed order by not_before, id`;

const CLAIM_OF_IDS = claim('id = any($2::bigint[]) and');
const CLAIM_DUE = claim('');

/** Claims those of `ids` that are due and free. */
export async function claimMessages(database: Database, ids: readonly string[]): Promise<ClaimedMessage[]> {
  if (ids.length === 0) return [];
  const { rows } = await database.query<Record<string, unknown>>(CLAIM_OF_IDS, [ids.length, ids]);
  return readClaimed(rows);
}

/** Claims whatever is due, oldest first. */
export async function claimDueMessages(database: Database, limit: number): Promise<ClaimedMessage[]> {
  const { rows } = await database.query<Record<string, unknown>>(CLAIM_DUE, [limit]);
  return readClaimed(rows);
}

function readClaimed(rows: readonly unknown[]): ClaimedMessage[] {
  return rowsSchema.parse(rows).map(({ id, bot, chat_id, user_id, method, payload, attempts, failures }) => ({
    id,
    bot,
    chatId: chat_id,
    userId: user_id ?? undefined,
    call: outgoingCallSchema.safeParse({ method, payload }).data,
    attempts,
    failures,
  }));
}
