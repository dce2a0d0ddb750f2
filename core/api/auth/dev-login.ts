import * as z from 'zod';
import type { Database } from '../../database/pool.ts';
import { type IssuedToken, issueToken, type TokenRequest } from './access-tokens.ts';

export const devLoginBody = z.strictObject({ telegramId: z.int().positive() });

/** Signs anybody in who says who they are: on one machine only. A person whom no bot has met yet is made known. */
export async function signInUnchecked(
  database: Database,
  request: Omit<TokenRequest, 'source'>,
): Promise<IssuedToken> {
  // Their name comes with their first message to a bot.
  await database.query('insert into users (id, first_name) values ($1, $2) on conflict (id) do nothing', [
    request.userId,
    `User ${request.userId}`,
  ]);
  return issueToken(database, { ...request, source: 'dev-login' });
}
