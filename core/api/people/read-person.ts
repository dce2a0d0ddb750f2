import * as z from 'zod';
import { languageOf } from '../../bot/i18n/language-of.ts';
import type { Language } from '../../bot/turn.ts';
import type { Queryable } from '../../database/pool.ts';

const personRow = z.object({
  first_name: z.string(),
  username: z.string().nullable(),
  language: z.enum(['en', 'ru']).nullable(),
  telegram_language: z.string().nullable(),
  time_zone: z.string().nullable(),
});

export interface Person {
  readonly name: string;
  readonly username: string | null;
  readonly language: Language;
  readonly hasChosenLanguage: boolean;
  readonly timeZone: string;
  readonly hasChosenTimeZone: boolean;
}

/** Of somebody who is signed in, so the row is there. */
export async function readPerson(database: Queryable, userId: number): Promise<Person> {
  const { rows } = await database.query(
    'select first_name, username, language, telegram_language, time_zone from users where id = $1',
    [userId],
  );
  const row = personRow.parse(rows[0]);
  return {
    name: row.first_name,
    username: row.username,
    language: languageOf(row.language ?? undefined, row.telegram_language ?? undefined),
    hasChosenLanguage: row.language !== null,
    timeZone: row.time_zone ?? 'UTC',
    hasChosenTimeZone: row.time_zone !== null,
  };
}
