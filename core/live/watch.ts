import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';

const rowSchema = z.array(z.object({ was_watched: z.boolean() }));

/**
 * Has what is stored announced for so long.
 * @returns whether it was announced until now; false also when this region's database takes no writes yet
 */
export async function keepWatched(database: Queryable, seconds: number): Promise<boolean> {
  const { rows } = await database.query(
    `update live_watch w set watched_until = now() + $1 * interval '1 second' from live_watch old
      where old.only_row = w.only_row returning old.watched_until > now() as was_watched`,
    [seconds],
  );
  return rowSchema.parse(rows)[0]?.was_watched ?? false;
}

/** Nobody watches any more: nothing is announced from now on. */
export async function endWatch(database: Queryable): Promise<void> {
  await database.query(`update live_watch set watched_until = '-infinity'`);
}
