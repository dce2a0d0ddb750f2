import type { Database } from '../../database/pool.ts';
import type { ClaimedMessage } from './claim-messages.ts';

/** How the claim of a message ends. */
export type Settlement =
  | { readonly kind: 'sent'; readonly messageId: number | undefined }
  | { readonly kind: 'unreachable'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string }
  /** Back to `pending`. `isFailure`: it counts towards the tries that a message has. */
  | {
      readonly kind: 'put-off';
      readonly waitMs: number;
      readonly error: string | null;
      readonly isFailure: boolean;
    };

/** All of them hold only while the claim is this execution's. */
const HELD = `where id = $1 and attempts = $2 and state = 'sending'`;

const SETTLE = `update outbox set state = $3, settled_at = now(), message_id = $4, error = $5 ${HELD}`;
const PUT_OFF = `
  update outbox set state = 'pending', claimed_at = null, not_before = now() + $3 * interval '1 ms', error = $4,
    failures = failures + $5 ${HELD}`;

/** @returns false when somebody else has taken the claim over: nothing was written */
export async function settleMessage(
  database: Database,
  { id, attempts }: ClaimedMessage,
  settlement: Settlement,
): Promise<boolean> {
  const { rowCount } =
    settlement.kind === 'put-off'
      ? await database.query(PUT_OFF, [
          id,
          attempts,
          Math.ceil(settlement.waitMs),
          settlement.error,
          settlement.isFailure ? 1 : 0,
        ])
      : await database.query(SETTLE, [
          id,
          attempts,
          settlement.kind,
          settlement.kind === 'sent' ? (settlement.messageId ?? null) : null,
          settlement.kind === 'sent' ? null : settlement.error,
        ]);
  return rowCount === 1;
}

/** A group became a supergroup: everything that still waits for it goes to its new id. */
export async function moveChat(database: Database, bot: string, from: number, to: number): Promise<void> {
  await database.query(
    `update outbox set chat_id = $3 where bot = $1 and chat_id = $2 and state in ('pending', 'sending')`,
    [bot, from, to],
  );
}
