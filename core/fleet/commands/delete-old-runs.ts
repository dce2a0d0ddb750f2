import type { Database } from '../../database/pool.ts';

/** Runs are the audit of commands. Their results go with their partitions (migrations/0009_commands.sql), a few days later. */
export const RUN_DAYS = 366;

const ROWS_A_STEP = 2_000;
const MAX_STEPS = 100;

/** Deletes runs that are older than a year, in steps, so that no statement holds many rows for long. @returns how many */
export async function deleteOldRuns(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - RUN_DAYS * 86_400_000);
  let deleted = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { rowCount } = await database.query(
      'delete from command_runs where id in (select id from command_runs where created_at < $1 order by created_at limit $2)',
      [before, ROWS_A_STEP],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_A_STEP) break;
  }
  return deleted;
}
