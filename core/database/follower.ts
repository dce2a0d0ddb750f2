import type { Database } from './pool.ts';

/** Whether this server only follows another one: a read replica, or a cluster of a region that is not active. */
async function isFollower(database: Database): Promise<boolean> {
  const { rows } = await database.query<{ follows: boolean }>('select pg_is_in_recovery() as follows');
  return rows[0]?.follows === true;
}

/**
 * Whether the whole region only follows another one. There the writer's name is not in the DNS until the region is promoted, and only the
 * readers can be asked; in an active region the readers follow too, so the writer is asked first.
 * @param openReader called when the writer has no address
 */
export async function isPassiveRegion(writer: Database, openReader: () => Database): Promise<boolean> {
  try {
    return await isFollower(writer);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTFOUND')) throw error;
    const reader = openReader();
    try {
      if (await isFollower(reader)) return true;
    } finally {
      await reader.end();
    }
    throw error;
  }
}
