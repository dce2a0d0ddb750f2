import type { TelegramPerson } from '../../bot/users/user-directory.ts';
import type { Queryable } from '../../database/pool.ts';
import { FLEET_BOT } from './access-tokens.ts';

/** Makes a person known, or takes over what Telegram says of them now. */
export async function knowPerson(
  writer: Queryable,
  { id, firstName, username, languageCode }: TelegramPerson,
): Promise<void> {
  // No row of a bot's: whoever has not written to it cannot be written to.
  await writer.query(
    `insert into users (id, first_name, username, telegram_language) values ($1, $2, $3, $4)
     on conflict (id) do update set first_name = excluded.first_name, username = excluded.username,
       telegram_language = coalesce(excluded.telegram_language, users.telegram_language), last_seen_at = now()`,
    [id, storable(firstName), username === undefined ? null : storable(username), languageCode ?? null],
  );
}

/** PostgreSQL's text has no NUL, and JSON can carry one. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

/** By an administrator, at the bot whose roles the API has. */
export async function isBlocked(database: Queryable, userId: number): Promise<boolean> {
  const { rows } = await database.query(
    'select 1 from bot_users where bot = $1 and user_id = $2 and blocked_at is not null',
    [FLEET_BOT, userId],
  );
  return rows.length > 0;
}
