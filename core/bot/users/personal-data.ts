import * as z from 'zod';
import { type Database, inTransaction } from '../../database/pool.ts';

const sections = z.object({
  person: z.unknown(),
  bots: z.unknown(),
  feedback: z.unknown(),
  messages: z.unknown(),
  acts: z.unknown(),
  /** Where the person is signed in over HTTP, and keys of their programs. */
  sessions: z.unknown(),
  keys: z.unknown(),
});

/** What the platform knows of a person, for the person: the rows as they are. A bot's own data stands beside it. */
export type PersonalData = z.infer<typeof sections>;

const MAX_ACTS = 5_000;

/** Of one bot, but for the profile, which all bots share. */
export async function readPersonalData(
  database: Database,
  bot: string,
  userId: number,
): Promise<PersonalData> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select
       (select to_jsonb(users) from users where id = $2) as person,
       (select coalesce(jsonb_agg(to_jsonb(b) - 'blocked_by'), '[]') from bot_users b where user_id = $2) as bots,
       (select coalesce(jsonb_agg(to_jsonb(f) - 'answered_by' order by id), '[]')
        from feedback f where bot = $1 and user_id = $2) as feedback,
       (select coalesce(jsonb_agg(jsonb_build_object('created_at', created_at, 'state', state, 'settled_at', settled_at,
          'content', payload) order by id), '[]')
        from outbox where bot = $1 and user_id = $2) as messages,
       (select coalesce(jsonb_agg(to_jsonb(a) order by occurred_at), '[]') from
         (select occurred_at, source, address, action, fleet_id, subject, outcome from audit
          where actor_id = $2 order by occurred_at desc limit ${MAX_ACTS}) a) as acts,
       (select coalesce(jsonb_agg(jsonb_build_object('source', source, 'user_agent', user_agent, 'address', address,
          'created_at', created_at, 'last_used_at', last_used_at, 'expires_at', expires_at) order by created_at), '[]')
        from api_sessions where user_id = $2) as sessions,
       (select coalesce(jsonb_agg(jsonb_build_object('name', key_name, 'created_at', created_at,
          'last_used_at', last_used_at, 'expires_at', expires_at) order by created_at), '[]')
        from api_tokens where user_id = $2 and key_id is not null) as keys`,
    [bot, userId],
  );
  return sections.parse(rows[0]);
}

/**
 * Deletes what one bot knows of a person, and the profile with it when no other bot knows them. The audit keeps its rows, in which the
 * person is an id: who did what to a fleet must stay provable.
 */
export async function erasePersonalData(database: Database, bot: string, userId: number): Promise<void> {
  await inTransaction(database, async (session) => {
    await session.query('delete from outbox where bot = $1 and user_id = $2', [bot, userId]);
    await session.query('delete from feedback where bot = $1 and user_id = $2', [bot, userId]);
    // A block outlives what is erased: else erasing would be a way around it.
    await session.query('delete from bot_users where bot = $1 and user_id = $2 and blocked_at is null', [
      bot,
      userId,
    ]);
    await session.query(
      'delete from users where id = $1 and not exists (select from bot_users where user_id = $1)',
      [userId],
    );
    await session.query(
      `update users set first_name = '', username = null, language = null, telegram_language = null, time_zone = null
       where id = $1 and not exists (select from bot_users where user_id = $1 and blocked_at is null)`,
      [userId],
    );
  });
}
