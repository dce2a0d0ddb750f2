import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Database, inTransaction, type Queryable } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import { writeAudit } from '../../bot/audit.ts';

const TOKEN_BYTES = 32;
const TOKEN_LIFE_MS = 12 * 3600_000;
/** `last_used_at` is not written at each request. */
const USED_EVERY_MS = 3600_000;

/** 32 bytes in base64url. What does not look like a token is not looked for. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** An admin who blocks a person blocks them at this bot, whose roles the API has. */
const FLEET_BOT = 'fleet';

export interface IssuedToken {
  /** Told once; only its hash is kept. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface TokenRequest {
  readonly userId: number;
  /** How the person signed in, such as `dev-login`. */
  readonly source: string;
  /** Network address, for the audit. */
  readonly address: string | null;
  readonly now: Date;
  readonly randomBytes: (count: number) => Buffer;
}

/** Signs a person in whose `users` row is there. Tokens of theirs that are past their time are forgotten. */
export async function issueToken(database: Database, request: TokenRequest): Promise<IssuedToken> {
  const { userId, source, address, now } = request;
  const token = request.randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(now.getTime() + TOKEN_LIFE_MS);
  await inTransaction(database, async (session) => {
    await session.query('delete from api_tokens where user_id = $1 and expires_at <= $2', [userId, now]);
    await session.query(
      `insert into api_tokens (token_sha256, user_id, source, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
      [sha256(token), userId, source, now, expiresAt],
    );
    await writeAudit(session, {
      actorId: userId,
      source: 'api',
      address: address ?? undefined,
      action: 'api.sign-in',
      subject: { how: source },
      outcome: 'done',
    });
  });
  return { token, expiresAt };
}

export interface TokenHolder {
  readonly userId: number;
  /** By an admin, at the fleet bot. */
  readonly isBlocked: boolean;
}

const holderRow = z.object({
  user_id: z.coerce.number().int().positive(),
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
  if (!TOKEN.test(token)) return undefined;
  const { rows } = await database.query(
    `select t.user_id::text, b.blocked_at is not null as is_blocked, coalesce(t.last_used_at < $3, true) as is_use_old
       from api_tokens t left join bot_users b on b.user_id = t.user_id and b.bot = $4
      where t.token_sha256 = $1 and t.revoked_at is null and t.expires_at > $2`,
    [sha256(token), now, new Date(now.getTime() - USED_EVERY_MS), FLEET_BOT],
  );
  if (rows.length === 0) return undefined;
  const { user_id: userId, is_blocked: isBlocked, is_use_old: isUseOld } = holderRow.parse(rows[0]);
  if (isUseOld) await noteUse(database, token, now);
  return { userId, isBlocked };
}

/** A region that only follows another cannot write; whoever reads there is served all the same. */
async function noteUse(database: Queryable, token: string, now: Date): Promise<void> {
  try {
    await database.query('update api_tokens set last_used_at = $2 where token_sha256 = $1', [
      sha256(token),
      now,
    ]);
  } catch (error) {
    if (classifyDatabaseFailure(error) !== 'not-now') throw error;
  }
}

/** Signs out: the token is refused from now on. A second time changes nothing. */
export async function revokeToken(database: Queryable, token: string, now: Date): Promise<void> {
  await database.query(
    'update api_tokens set revoked_at = $2 where token_sha256 = $1 and revoked_at is null',
    [sha256(token), now],
  );
}

function sha256(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
