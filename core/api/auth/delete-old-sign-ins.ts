import type { Queryable } from '../../database/pool.ts';

/** A person sees for so long that a key of theirs ended. */
const KEY_KEPT_DAYS = 30;

/**
 * Deletes what nobody can use any more: sessions and access tokens past their time or revoked, keys a month after their end, proofs of Telegram's
 * that would be too old anyway.
 * @returns how many rows
 */
export async function deleteOldSignIns(writer: Queryable, now: Date): Promise<number> {
  const statements = [
    'delete from api_sessions where expires_at <= $1',
    'delete from api_tokens where key_id is null and (expires_at <= $1 or revoked_at is not null)',
    `delete from api_tokens where key_id is not null and expires_at <= $1::timestamptz - interval '${KEY_KEPT_DAYS} days'`,
    'delete from api_sign_in_proofs where expires_at <= $1',
  ];
  let rows = 0;
  for (const statement of statements) rows += (await writer.query(statement, [now])).rowCount ?? 0;
  return rows;
}
