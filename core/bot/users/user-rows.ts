import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import type { TelegramPerson } from './user-directory.ts';

/** A person at one bot, as the database and the cache hold it. */
export const userRowSchema = z.object({
  firstName: z.string(),
  username: z.string().nullable(),
  /** Chosen; null: as Telegram says. */
  language: z.enum(['en', 'ru']).nullable(),
  telegramLanguage: z.string().nullable(),
  timeZone: z.string().nullable(),
  isBlocked: z.boolean(),
  isUnreachable: z.boolean(),
  lastSeenAtMs: z.number(),
});
export type UserRow = z.infer<typeof userRowSchema>;

const COLUMNS = `
  first_name as "firstName", username, language, telegram_language as "telegramLanguage", time_zone as "timeZone",
  blocked_at is not null as "isBlocked", unreachable_at is not null as "isUnreachable",
  (extract(epoch from last_seen_at) * 1000)::double precision as "lastSeenAtMs"`;

/** @returns `undefined`: the bot does not know the person yet */
export async function readUser(
  database: Database,
  bot: string,
  userId: number,
): Promise<UserRow | undefined> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select ${COLUMNS} from users join bot_users on user_id = id and bot = $1 where id = $2`,
    [bot, userId],
  );
  return userRowSchema.optional().parse(rows[0]);
}

/** Makes the person known to the bot, takes over what Telegram says of them, and notes that they are there. */
export async function writeUser(database: Database, bot: string, person: TelegramPerson): Promise<UserRow> {
  const { rows } = await database.query<Record<string, unknown>>(
    `with person as (
       insert into users (id, first_name, username, telegram_language) values ($2, $3, $4, $5)
       on conflict (id) do update set first_name = excluded.first_name, username = excluded.username,
         telegram_language = coalesce(excluded.telegram_language, users.telegram_language), last_seen_at = now()
       returning *
     ), at_bot as (
       insert into bot_users (bot, user_id) select $1, id from person
       on conflict (bot, user_id) do update set unreachable_at = null
       returning *
     )
     select ${COLUMNS} from person cross join at_bot`,
    [bot, person.id, storable(person.firstName), storable(person.username), person.languageCode ?? null],
  );
  return userRowSchema.parse(rows[0]);
}

/** PostgreSQL's text has no NUL, and JSON can carry one. */
function storable(text: string): string;
function storable(text: string | undefined): string | null;
function storable(text: string | undefined): string | null {
  return text?.replaceAll('\0', '') ?? null;
}

/** Whether what Telegram says of a person differs from what is written. */
export function hasChanged(row: UserRow, person: TelegramPerson): boolean {
  return (
    row.firstName !== storable(person.firstName) ||
    row.username !== storable(person.username) ||
    (person.languageCode !== undefined && row.telegramLanguage !== person.languageCode)
  );
}
