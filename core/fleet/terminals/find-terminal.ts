import type { Queryable } from '../../database/pool.ts';
import { type FleetRole, NotAllowedError, rolesFrom } from './fleets.ts';
import { TerminalUnknownError } from './refusals.ts';

export interface TerminalPlace {
  readonly fleetId: string;
  readonly role: FleetRole;
  readonly name: string;
}

/**
 * Finds a terminal that the person may act on, locked when `writer` is in a transaction and `forUpdate` is set.
 * @throws TerminalUnknownError for what is not there, removed, or of a fleet that they are not in; NotAllowedError
 */
export async function requireTerminal(
  database: Queryable,
  userId: number,
  terminalId: number,
  needed: FleetRole,
  forUpdate = false,
): Promise<TerminalPlace> {
  const { rows } = await database.query<{ fleet_id: string; role: FleetRole; name: string }>(
    `select t.fleet_id::text, m.role, t.name
       from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where t.id = $2 and t.removed_at is null ${forUpdate ? 'for update of t' : ''}`,
    [userId, terminalId],
  );
  const [row] = rows;
  if (row === undefined) throw new TerminalUnknownError('no such terminal');
  if (!rolesFrom(needed).includes(row.role)) throw new NotAllowedError(needed);
  return { fleetId: row.fleet_id, role: row.role, name: row.name };
}
