import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

const row = z.object({ first_name: z.string(), language: z.string().nullable() });

/** Of the fleet that a person's first terminal makes, in their language, as the fleet bot names it. */
export async function nameNewFleet(database: Queryable, userId: number): Promise<string> {
  const { rows } = await database.query(
    'select first_name, coalesce(language, telegram_language) as language from users where id = $1',
    [userId],
  );
  const { first_name: name, language } = row.optional().parse(rows[0]) ?? { first_name: '', language: null };
  const isRussian = language?.startsWith('ru') === true;
  if (name === '') return isRussian ? 'Терминалы' : 'Terminals';
  return isRussian ? `Терминалы: ${name}` : `Terminals of ${name}`;
}
