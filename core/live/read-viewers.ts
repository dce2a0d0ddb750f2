import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import type { Viewer } from './audience.ts';

/** An admin who blocks a person blocks them at this bot, whose roles the API has. */
const FLEET_BOT = 'fleet';

const viewerRow = z.object({ user_id: z.string().transform(Number), fleets: z.array(z.string()) });

/** What these people may see. Who is blocked or forgotten is not among them. */
export async function readViewers(
  database: Queryable,
  userIds: Iterable<number>,
): Promise<ReadonlyMap<number, Viewer>> {
  const { rows } = await database.query(
    `select u.id::text as user_id, coalesce(array_agg(m.fleet_id::text) filter (where m.fleet_id is not null), '{}') as fleets
       from users u
       left join fleet_members m on m.user_id = u.id
       left join bot_users b on b.user_id = u.id and b.bot = $2
      where u.id = any($1::bigint[]) and b.blocked_at is null
      group by u.id`,
    [[...userIds], FLEET_BOT],
  );
  return new Map(
    z
      .array(viewerRow)
      .parse(rows)
      .map(({ user_id: userId, fleets }) => [userId, { fleets: new Set(fleets) }]),
  );
}

const SESSION = 'session:';
const TOKEN = 'token:';

/**
 * By which sign-in a connection is opened: it ends with it. An access token ends after minutes and its session goes on; a key, or a token of an
 * earlier release, has none.
 */
export function credentialOf(sessionId: string | null, token: string): string {
  return sessionId === null ? TOKEN + createHash('sha256').update(token).digest('hex') : SESSION + sessionId;
}

/** Those of the credentials that are still good. */
export async function readValid(
  database: Queryable,
  credentials: Iterable<string>,
  now: Date,
): Promise<ReadonlySet<string>> {
  const all = [...credentials];
  const after = (prefix: string): string[] =>
    all.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const { rows } = await database.query(
    `select '${SESSION}' || id as credential from api_sessions where id = any($1::uuid[]) and expires_at > $3
     union all
     select '${TOKEN}' || encode(token_sha256, 'hex') from api_tokens
      where token_sha256 = any(select decode(hash, 'hex') from unnest($2::text[]) as hash) and revoked_at is null and expires_at > $3`,
    [after(SESSION), after(TOKEN), now],
  );
  return new Set(
    z
      .array(z.object({ credential: z.string() }))
      .parse(rows)
      .map(({ credential }) => credential),
  );
}
