import * as z from 'zod';
import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import { writeAudit } from '../../bot/audit.ts';
import { FLEET_BOT, issueToken } from './access-tokens.ts';
import { ACCESS_LIFE_MS, REFRESH_LIFE_MS } from './lives.ts';
import {
  readRefreshToken,
  type RefreshToken,
  replacedSchema,
  turnChain,
  writeRefreshToken,
} from './refresh-token.ts';
import { type Device, type SignedIn, storableUserAgent } from './start-session.ts';
import { type RandomBytes, sha256 } from './token-text.ts';

/** The session is over, or there never was one; whoever tries tokens is not told which. */
export class SessionOverError extends Error {
  override readonly name = 'SessionOverError';
}

/** A token came that was replaced long ago: somebody has a copy, so the session is ended. */
export class RefreshReplayedError extends Error {
  override readonly name = 'RefreshReplayedError';
}

/** An administrator has blocked the person. */
export class PersonBlockedError extends Error {
  override readonly name = 'PersonBlockedError';
}

export interface Refresh extends Device {
  readonly refreshToken: string;
  readonly now: Date;
  readonly randomBytes: RandomBytes;
}

const sessionRow = z.object({
  id: z.string(),
  user_id: z.coerce.number().int().positive(),
  source: z.string(),
  refresh_sha256: z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes)),
  replaced: replacedSchema,
  is_blocked: z.boolean(),
});

/**
 * Exchanges a refresh token for the next one and a new access token.
 * @throws SessionOverError, RefreshReplayedError, PersonBlockedError
 */
export async function refreshSession(database: Database, refresh: Refresh): Promise<SignedIn> {
  const token = readRefreshToken(refresh.refreshToken);
  if (token === undefined) throw new SessionOverError('no refresh token');
  const signedIn = await inTransaction(database, (session) => exchange(session, token, refresh));
  // After the commit, which ends the session.
  if (signedIn === undefined) throw new RefreshReplayedError('a refresh token came again');
  return signedIn;
}

/** @returns undefined when the token is an old one: the session is ended */
async function exchange(
  session: Session,
  { family, secret }: RefreshToken,
  refresh: Refresh,
): Promise<SignedIn | undefined> {
  const { address, now, randomBytes } = refresh;
  const { rows } = await session.query(
    `select s.id, s.user_id::text, s.source, s.refresh_sha256, s.replaced, b.blocked_at is not null as is_blocked
       from api_sessions s left join bot_users b on b.user_id = s.user_id and b.bot = $3
      where s.family_sha256 = $1 and s.expires_at > $2 for update of s`,
    [sha256(family), now, FLEET_BOT],
  );
  if (rows.length === 0) throw new SessionOverError('no such session');
  const { id, user_id: userId, source, refresh_sha256: newest, replaced, ...row } = sessionRow.parse(rows[0]);
  const turned = turnChain({ newest, replaced }, secret, now, randomBytes);
  if (turned === undefined) {
    await session.query('delete from api_sessions where id = $1', [id]);
    await writeAudit(session, {
      actorId: userId,
      source: 'api',
      address: address ?? undefined,
      action: 'api.refresh-replayed',
      outcome: 'refused',
    });
    return undefined;
  }
  if (row.is_blocked) throw new PersonBlockedError('blocked');
  const refreshExpiresAt = new Date(now.getTime() + REFRESH_LIFE_MS);
  await session.query(
    `update api_sessions set refresh_sha256 = $2, replaced = $3, last_used_at = $4, expires_at = $5, address = $6, user_agent = $7
      where id = $1`,
    [
      id,
      turned.chain.newest,
      JSON.stringify(turned.chain.replaced),
      now,
      refreshExpiresAt,
      address,
      storableUserAgent(refresh),
    ],
  );
  const issued = await issueToken(session, {
    userId,
    sessionId: id,
    source,
    lifeMs: ACCESS_LIFE_MS,
    now,
    randomBytes,
  });
  return {
    ...issued,
    refreshToken: writeRefreshToken({ family, secret: turned.secret }),
    refreshExpiresAt,
  };
}
