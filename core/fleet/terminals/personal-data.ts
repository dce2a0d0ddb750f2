import { type Database, inTransaction, type Queryable } from '../../database/pool.ts';

/** What is kept of a person's fleets, for them to take along: no passwords. */
export async function exportFleets(database: Queryable, userId: number): Promise<unknown> {
  const { rows } = await database.query<Record<string, unknown>>(
    `select f.name, m.role, m.added_at,
            case when m.role = 'owner' then (
              select coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'host', t.host, 'port', t.port, 'note', t.note,
                       'createdAt', t.created_at, 'removedAt', t.removed_at) order by t.id), '[]')
                from terminals t where t.fleet_id = f.id) end as terminals
       from fleet_members m join fleets f on f.id = m.fleet_id where m.user_id = $1 order by f.id`,
    [userId],
  );
  return rows;
}

/** What goes with a fleet. Its alerts name terminals. */
const OF_FLEET = [
  'fleet_invites',
  'command_presets',
  'alerts',
  'alert_settings',
  'alert_readers',
  'alert_losses',
  'alert_error_marks',
  'fleet_members',
  'fleet_choices',
] as const;

/** What is the person's in others' fleets. Alerts with a person are theirs alone: losses. */
const OF_PERSON = [
  'alerts',
  'alert_settings',
  'alert_readers',
  'alert_losses',
  'fleet_members',
  'fleet_choices',
  'terminal_imports',
  // They open the fleets over HTTP.
  'api_tokens',
  'api_sessions',
] as const;

/** What stays in others' fleets, without saying who made it. */
const NAMED_IN = [
  ['command_presets', 'created_by'],
  ['fleet_members', 'added_by'],
] as const;

/**
 * Takes the person out of all fleets. Of fleets that were theirs nothing stays by which they or their machines could be found; what the
 * terminals traded stays without them.
 * @returns false, and nothing is changed, while a terminal of theirs is not removed: whoever shares it would lose it without a word
 */
export async function eraseFromFleets(writer: Database, userId: number): Promise<boolean> {
  return inTransaction(writer, async (session) => {
    const { rows } = await session.query<{ id: string }>(
      `select f.id::text from fleets f join fleet_members m on m.fleet_id = f.id
        where m.user_id = $1 and m.role = 'owner' for update of f`,
      [userId],
    );
    const owned = rows.map(({ id }) => id);
    const active = await session.query(
      'select 1 from terminals where fleet_id = any($1) and removed_at is null limit 1',
      [owned],
    );
    if (active.rows.length > 0) return false;
    await session.query(
      `delete from terminal_labels l using terminals t where t.id = l.terminal_id and t.fleet_id = any($1)`,
      [owned],
    );
    await session.query(
      `update terminals set name = 'erased', host = 'erased', password_sealed = null, note = null where fleet_id = any($1)`,
      [owned],
    );
    await session.query(`update fleets set name = 'erased' where id = any($1)`, [owned]);
    for (const table of OF_FLEET)
      await session.query(`delete from ${table} where fleet_id = any($1)`, [owned]);
    for (const table of OF_PERSON) await session.query(`delete from ${table} where user_id = $1`, [userId]);
    await session.query('delete from fleet_invites where created_by = $1 or used_by = $1', [userId]);
    for (const [table, column] of NAMED_IN)
      await session.query(`update ${table} set ${column} = null where ${column} = $1`, [userId]);
    return true;
  });
}
