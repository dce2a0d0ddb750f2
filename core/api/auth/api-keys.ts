import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { makeKey, type RandomBytes, sha256 } from './token-text.ts';

/** More than anybody has programs. */
const MAX_KEYS = 50;

const DAY_MS = 86_400_000;

export class TooManyKeysError extends Error {
  override readonly name = 'TooManyKeysError';
}

export interface KeyRequest {
  readonly userId: number;
  readonly keyId: string;
  readonly name: string;
  readonly expiresInDays: number;
  readonly now: Date;
  readonly randomBytes: RandomBytes;
}

/**
 * Makes a key for a program of the person's: it may what they may, but for keys, sessions, their own data and letting others in.
 * @returns the key, which nobody can show again
 * @throws TooManyKeysError
 */
export async function makeApiKey(
  writer: Queryable,
  { userId, keyId, name, expiresInDays, now, randomBytes }: KeyRequest,
): Promise<{ readonly key: string; readonly expiresAt: Date }> {
  const key = makeKey(randomBytes);
  const expiresAt = new Date(now.getTime() + expiresInDays * DAY_MS);
  const { rowCount } = await writer.query(
    `insert into api_tokens (token_sha256, user_id, source, created_at, expires_at, key_id, key_name)
     select $1, $2, 'key', $3, $4, $5, $6
      where (select count(*) from api_tokens where user_id = $2 and key_id is not null) < ${MAX_KEYS}`,
    [sha256(key), userId, now, expiresAt, keyId, name],
  );
  if (rowCount === 0) throw new TooManyKeysError(`a person has at most ${MAX_KEYS} keys`);
  return { key, expiresAt };
}

const keyRows = z.array(
  z
    .object({
      key_id: z.string(),
      key_name: z.string(),
      created_at: z.date(),
      expires_at: z.date(),
      last_used_at: z.date().nullable(),
    })
    .transform((row) => ({
      id: row.key_id,
      name: row.key_name,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
    })),
);

export type ListedKey = z.infer<typeof keyRows>[number];

/** The newest first; those past their time stay for a month, so that a person sees why a program is refused. */
export async function listApiKeys(database: Queryable, userId: number): Promise<readonly ListedKey[]> {
  const { rows } = await database.query(
    `select key_id, key_name, created_at, expires_at, last_used_at from api_tokens
      where user_id = $1 and key_id is not null order by created_at desc, key_id`,
    [userId],
  );
  return keyRows.parse(rows);
}

/** @returns false when the person has no such key */
export async function deleteApiKey(writer: Queryable, userId: number, keyId: string): Promise<boolean> {
  const { rowCount } = await writer.query('delete from api_tokens where user_id = $1 and key_id = $2', [
    userId,
    keyId,
  ]);
  return rowCount === 1;
}
