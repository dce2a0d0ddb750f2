import * as z from 'zod';
import type { Database } from '../../database/pool.ts';

export interface PersonAtBot {
  readonly id: number;
  readonly firstName: string;
  readonly username: string | undefined;
  readonly isBlocked: boolean;
}

const personRows = z.array(
  z
    .object({
      id: z.coerce.number().int(),
      first_name: z.string(),
      username: z.string().nullable(),
      is_blocked: z.boolean(),
    })
    .transform(({ id, first_name, username, is_blocked }): PersonAtBot => ({
      id,
      firstName: first_name,
      username: username ?? undefined,
      isBlocked: is_blocked,
    })),
);

const COLUMNS = 'id, first_name, username, blocked_at is not null as is_blocked';

/** @param who Telegram's id, or `@name` as the person was last seen with */
export async function findPerson(
  database: Database,
  bot: string,
  who: string,
): Promise<PersonAtBot | undefined> {
  const byId = /^\d{1,16}$/.test(who);
  const { rows } = await database.query<Record<string, unknown>>(
    `select ${COLUMNS} from users join bot_users on user_id = id and bot = $1
     where ${byId ? 'id = $2::bigint' : 'lower(username) = lower($2::text)'} order by last_seen_at desc limit 1`,
    [bot, byId ? who : who.replace(/^@/, '')],
  );
  return personRows.parse(rows)[0];
}

export interface PageOfPeople {
  readonly people: readonly PersonAtBot[];
  readonly hasMore: boolean;
}

/** Who is blocked at a bot, by id. @param after the last id of the page before; 0 at the start */
export async function listBlocked(
  database: Database,
  bot: string,
  after: number,
  limit: number,
): Promise<PageOfPeople> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select ${COLUMNS} from users join bot_users on user_id = id and bot = $1
     where blocked_at is not null and id > $2 order by id limit $3`,
    [bot, after, limit + 1],
  );
  const people = personRows.parse(rows);
  return { people: people.slice(0, limit), hasMore: people.length > limit };
}
