import type { Database } from '../../database/pool.ts';

/** As long as an operator may ask what became of a message. */
export const SETTLED_DAYS = 7;

const ROWS_A_STEP = 5_000;

/** An hour of the busiest bot, 30 a second, is 22 steps. */
const MAX_STEPS = 60;

/** Deletes messages that were settled more than a week ago, in steps, so that no statement holds the table's rows for long. */
export async function deleteSettledMessages(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - SETTLED_DAYS * 86_400_000);
  let deleted = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { rowCount } = await database.query(
      'delete from outbox where id in (select id from outbox where settled_at < $1 limit $2)',
      [before, ROWS_A_STEP],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_A_STEP) break;
  }
  return deleted;
}
