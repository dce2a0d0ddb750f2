import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import { looksLikeToken, makeToken, type RandomBytes, sha256 } from './token-text.ts';

/** `last_used_at` is not written at each request. */
const USED_EVERY_MS = 3600_000;

/** An admin who blocks a person blocks them at this bot, whose roles the API has. */
export const FLEET_BOT = 'fleet' as const;

export interface IssuedToken {
  /** Told once; only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface TokenRequest {
  readonly userId: number;
  readonly sessionId: string;
  /** How the person signed in, such as `dev-login`. */
  readonly source: string;
  readonly lifeMs: number;
  readonly now: Date;
  readonly randomBytes: RandomBytes;
}

/** Makes an access token of a session. The person's access tokens that are past their time are forgotten. */
export async function issueToken(session: Queryable, request: TokenRequest): Promise<IssuedToken> {
  const { userId, sessionId, source, lifeMs, now, randomBytes } = request;
  const token = makeToken(randomBytes);
  const expiresAt = new Date(now.getTime() + lifeMs);
  await session.query('delete from api_tokens where user_id = $1 and expires_at <= $2 and key_id is null', [
    userId,
    now,
  ]);
  await session.query(
    `insert into api_tokens (token_sha256, user_id, session_id, source, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [sha256(token), userId, sessionId, source, now, expiresAt],
  );
  return { token, expiresAt };
}

export interface TokenHolder {
  readonly userId: number;
  /** By an admin, at the fleet bot. */
  readonly isBlocked: boolean;
  /** Null: a key, or a token of an older release. */
  readonly sessionId: string | null;
  /** A program has it, and not a person. */
  readonly isKey: boolean;
}

const holderRow = z.object({
  user_id: z.coerce.number().int().positive(),
  session_id: z.string().nullable(),
  is_key: z.boolean(),
  is_blocked: z.boolean(),
  is_use_old: z.boolean(),
});

/**
 * Whose token it is. The table is asked for the token's hash, so the time of the answer tells nothing of a token that is nearly right.
 * @returns undefined for a token that is unknown, revoked or past its time
 */
export async function findTokenHolder(
  database: Queryable,
  token: string,
  now: Date,
): Promise<TokenHolder | undefined> {
  if (!looksLikeToken(token)) return undefined;
  const { rows } = await database.query(
    `select t.user_id::text, t.session_id, t.key_id is not null as is_key, b.blocked_at is not null as is_blocked,
            coalesce(t.last_used_at < $3, true) as is_use_old
       from api_tokens t left join bot_users b on b.user_id = t.user_id and b.bot = $4
      where t.token_sha256 = $1 and t.revoked_at is null and t.expires_at > $2`,
    [sha256(token), now, new Date(now.getTime() - USED_EVERY_MS), FLEET_BOT],
  );
  if (rows.length === 0) return undefined;
  const row = holderRow.parse(rows[0]);
  if (row.is_use_old) await noteUse(database, token, now);
  return { userId: row.user_id, isBlocked: row.is_blocked, sessionId: row.session_id, isKey: row.is_key };
}

/** A region that only follows another cannot write; whoever reads there is served all the same. */
async function noteUse(database: Queryable, token: string, now: Date): Promise<void> {
  try {
    await database.query(
      `with used as (update api_tokens set last_used_at = $2 where token_sha256 = $1 returning session_id)
       update api_sessions s set last_used_at = greatest(s.last_used_at, $2) from used where s.id = used.session_id`,
      [sha256(token), now],
    );
  } catch (error) {
    if (classifyDatabaseFailure(error) !== 'not-now') throw error;
  }
}

/** Refuses a token of an older release, which has no session that could be ended. */
export async function revokeToken(database: Queryable, token: string, now: Date): Promise<void> {
  await database.query(
    'update api_tokens set revoked_at = $2 where token_sha256 = $1 and revoked_at is null',
    [sha256(token), now],
  );
}
