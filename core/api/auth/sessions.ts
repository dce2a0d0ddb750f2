import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

const sessionRows = z.array(
  z
    .object({
      id: z.string(),
      source: z.string(),
      user_agent: z.string().nullable(),
      address: z.string().nullable(),
      created_at: z.date(),
      last_used_at: z.date(),
      expires_at: z.date(),
    })
    .transform((row) => ({
      id: row.id,
      source: row.source,
      userAgent: row.user_agent,
      address: row.address,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
    })),
);

export type ListedSession = z.infer<typeof sessionRows>[number];

/** Where a person is signed in, the last used first. */
export async function listSessions(
  database: Queryable,
  userId: number,
  now: Date,
): Promise<readonly ListedSession[]> {
  const { rows } = await database.query(
    `select id, source, user_agent, address, created_at, last_used_at, expires_at from api_sessions
      where user_id = $1 and expires_at > $2 order by last_used_at desc, id`,
    [userId, now],
  );
  return sessionRows.parse(rows);
}

/** Its access tokens are refused from now on, and its refresh token with them. @returns false when the person has no such session */
export async function endSession(writer: Queryable, userId: number, sessionId: string): Promise<boolean> {
  const { rowCount } = await writer.query('delete from api_sessions where user_id = $1 and id = $2', [
    userId,
    sessionId,
  ]);
  return rowCount === 1;
}

/** @param kept null: none @returns how many there were */
export async function endOtherSessions(
  writer: Queryable,
  userId: number,
  kept: string | null,
): Promise<number> {
  const { rowCount } = await writer.query(
    'delete from api_sessions where user_id = $1 and id is distinct from $2',
    [userId, kept],
  );
  return rowCount ?? 0;
}
