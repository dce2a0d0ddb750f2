import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import { writeAudit } from '../../bot/audit.ts';
import { type IssuedToken, issueToken } from './access-tokens.ts';
import { ACCESS_LIFE_MS, REFRESH_LIFE_MS } from './lives.ts';
import { makeRefreshToken, writeRefreshToken } from './refresh-token.ts';
import { type RandomBytes, sha256 } from './token-text.ts';

/** Nobody has so many browsers; a program that signs in and never out has. The one that was used longest ago is ended. */
const MAX_SESSIONS = 100;

const MAX_USER_AGENT_CHARACTERS = 300;

/** From where somebody signs in or goes on. */
export interface Device {
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface SignIn extends Device {
  readonly userId: number;
  /** How, such as `telegram`. */
  readonly source: string;
  readonly sessionId: string;
  /** Of the first access token. @default 15 minutes */
  readonly accessLifeMs?: number;
  readonly now: Date;
  readonly randomBytes: RandomBytes;
}

export interface SignedIn extends IssuedToken {
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** Signs a person in whose `users` row is there: a session, its first access token and refresh token, and a row of the audit. */
export function startSession(database: Database, signIn: SignIn): Promise<SignedIn> {
  const { userId, sessionId, source, address, now, randomBytes, accessLifeMs = ACCESS_LIFE_MS } = signIn;
  const refresh = makeRefreshToken(randomBytes);
  const refreshExpiresAt = new Date(now.getTime() + REFRESH_LIFE_MS);
  return inTransaction(database, async (session) => {
    await endTooMany(session, userId);
    await session.query(
      `insert into api_sessions (id, user_id, source, user_agent, address, created_at, last_used_at, expires_at, family_sha256, refresh_sha256)
       values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
      [
        sessionId,
        userId,
        source,
        storableUserAgent(signIn),
        address,
        now,
        refreshExpiresAt,
        sha256(refresh.family),
        sha256(refresh.secret),
      ],
    );
    const issued = await issueToken(session, {
      userId,
      sessionId,
      source,
      lifeMs: accessLifeMs,
      now,
      randomBytes,
    });
    await writeAudit(session, {
      actorId: userId,
      source: 'api',
      address: address ?? undefined,
      action: 'api.sign-in',
      subject: { how: source },
      outcome: 'done',
    });
    return { ...issued, refreshToken: writeRefreshToken(refresh), refreshExpiresAt };
  });
}

/** A client's word: any length, and any characters that a header may have. */
export function storableUserAgent({ userAgent }: Pick<Device, 'userAgent'>): string | null {
  return userAgent?.replaceAll('\0', '').slice(0, MAX_USER_AGENT_CHARACTERS) ?? null;
}

async function endTooMany(session: Session, userId: number): Promise<void> {
  await session.query(
    `delete from api_sessions where id in (
       select id from api_sessions where user_id = $1 order by last_used_at desc, id offset ${MAX_SESSIONS - 1})`,
    [userId],
  );
}
