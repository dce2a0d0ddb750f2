import type { Queryable, Session } from '../../database/pool.ts';
import { type FleetRole, requireRole } from '../terminals/fleets.ts';
import type { InvitedRole } from './invites.ts';

export interface Member {
  readonly userId: number;
  readonly role: FleetRole;
  /** Undefined: they have not spoken to a bot yet, or erased themselves. */
  readonly firstName: string | undefined;
  readonly username: string | undefined;
  readonly addedAt: Date;
}

/** No such member, or the owner, who is changed by nobody but `giveFleet`. */
export class MemberUnknownError extends Error {
  override readonly name = 'MemberUnknownError';
}

/** The owner of a fleet cannot leave it: it has to be given to somebody first. */
export class OwnerCannotLeaveError extends Error {
  override readonly name = 'OwnerCannotLeaveError';
}

/**
 * The owner first, then by name.
 * @throws FleetUnknownError
 */
export async function listMembers(reader: Queryable, fleetId: string, by: number): Promise<Member[]> {
  await requireRole(reader, by, fleetId, 'viewer');
  const { rows } = await reader.query<{
    user_id: string;
    role: FleetRole;
    first_name: string | null;
    username: string | null;
    added_at: Date;
  }>(
    `select m.user_id::text, m.role, u.first_name, u.username, m.added_at
     from fleet_members m left join users u on u.id = m.user_id
     where m.fleet_id = $1 order by m.role <> 'owner', lower(u.first_name), m.user_id`,
    [fleetId],
  );
  return rows.map((row) => ({
    userId: Number(row.user_id),
    role: row.role,
    firstName: row.first_name ?? undefined,
    username: row.username ?? undefined,
    addedAt: row.added_at,
  }));
}

/** @throws FleetUnknownError, NotAllowedError, MemberUnknownError */
export async function changeRole(
  writer: Queryable,
  fleetId: string,
  by: number,
  member: number,
  role: InvitedRole,
): Promise<void> {
  await requireRole(writer, by, fleetId, 'owner');
  const { rowCount } = await writer.query(
    `update fleet_members set role = $3 where fleet_id = $1 and user_id = $2 and role <> 'owner'`,
    [fleetId, member, role],
  );
  if (rowCount === 0) throw new MemberUnknownError('no such member');
}

/** @throws FleetUnknownError, NotAllowedError, MemberUnknownError */
export async function removeMember(
  writer: Queryable,
  fleetId: string,
  by: number,
  member: number,
): Promise<void> {
  await requireRole(writer, by, fleetId, 'owner');
  const { rowCount } = await writer.query(TAKE_OUT, [fleetId, member]);
  if (rowCount === 0) throw new MemberUnknownError('no such member');
}

/** With how far they have been told: who joins again begins with what comes after, and hears nothing of the time between. */
const TAKE_OUT = `with gone as (
    delete from fleet_members where fleet_id = $1 and user_id = $2 and role <> 'owner' returning fleet_id, user_id
  ), untold as (
    delete from alert_readers r using gone where r.fleet_id = gone.fleet_id and r.user_id = gone.user_id
  ), unset as (
    delete from alert_settings s using gone where s.fleet_id = gone.fleet_id and s.user_id = gone.user_id
  )
  select user_id from gone`;

/** @throws FleetUnknownError, OwnerCannotLeaveError */
export async function leaveFleet(writer: Queryable, fleetId: string, userId: number): Promise<void> {
  const role = await requireRole(writer, userId, fleetId, 'viewer');
  if (role === 'owner') throw new OwnerCannotLeaveError('give the fleet to somebody first');
  await writer.query(TAKE_OUT, [fleetId, userId]);
}

/**
 * Makes a member the owner; who was it becomes an operator. Within a transaction.
 * @throws FleetUnknownError, NotAllowedError, MemberUnknownError
 */
export async function giveFleet(
  session: Session,
  fleetId: string,
  by: number,
  member: number,
): Promise<void> {
  await session.query('select 1 from fleets where id = $1 for update', [fleetId]);
  await requireRole(session, by, fleetId, 'owner');
  await session.query(`update fleet_members set role = 'operator' where fleet_id = $1 and user_id = $2`, [
    fleetId,
    by,
  ]);
  const { rowCount } = await session.query(
    `update fleet_members set role = 'owner' where fleet_id = $1 and user_id = $2 and user_id <> $3`,
    [fleetId, member, by],
  );
  if (rowCount === 0) throw new MemberUnknownError('no such member');
}
