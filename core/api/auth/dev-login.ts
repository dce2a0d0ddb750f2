import type { Database } from '../../database/pool.ts';
import { DEV_ACCESS_LIFE_MS } from './lives.ts';
import { type SignedIn, type SignIn, startSession } from './start-session.ts';

/** Signs anybody in who says who they are: on one machine only. A person whom no bot has met yet is made known. */
export async function signInUnchecked(
  database: Database,
  request: Omit<SignIn, 'source' | 'accessLifeMs'>,
): Promise<SignedIn> {
  // Their name comes with their first message to a bot.
  await database.query('insert into users (id, first_name) values ($1, $2) on conflict (id) do nothing', [
    request.userId,
    `User ${request.userId}`,
  ]);
  return startSession(database, { ...request, source: 'dev-login', accessLifeMs: DEV_ACCESS_LIFE_MS });
}
