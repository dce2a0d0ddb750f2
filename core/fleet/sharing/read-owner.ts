import type { Queryable } from '../../database/pool.ts';
import * as z from 'zod';

/** Whom to tell of what happens to a fleet's members. */
export interface FleetOwner {
  readonly userId: number;
  /** Chosen, and of Telegram; who makes the text chooses between them. */
  readonly language: 'en' | 'ru' | undefined;
  readonly telegramLanguage: string | undefined;
}

const rowSchema = z
  .object({
    user_id: z.string().transform(Number),
    language: z.enum(['en', 'ru']).nullable(),
    telegram_language: z.string().nullable(),
  })
  .transform((row): FleetOwner => ({
    userId: row.user_id,
    language: row.language ?? undefined,
    telegramLanguage: row.telegram_language ?? undefined,
  }));

/** @returns undefined when there is none, or they have not spoken to a bot yet */
export async function readOwner(database: Queryable, fleetId: string): Promise<FleetOwner | undefined> {
  const { rows } = await database.query(
    `select m.user_id::text, u.language, u.telegram_language
     from fleet_members m join users u on u.id = m.user_id where m.fleet_id = $1 and m.role = 'owner'`,
    [fleetId],
  );
  return z.array(rowSchema).parse(rows)[0];
}
