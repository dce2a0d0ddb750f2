import type { Queryable, Session } from '../../database/pool.ts';

/** What a member may do: a viewer reads, an operator also sends commands, the owner also changes terminals and members. */
export type FleetRole = 'owner' | 'operator' | 'viewer';

const ROLES_FROM: Readonly<Record<FleetRole, readonly FleetRole[]>> = {
  viewer: ['viewer', 'operator', 'owner'],
  operator: ['operator', 'owner'],
  owner: ['owner'],
};

/** The roles that may do what `role` may: for `role = any($n)` in a query. */
export function rolesFrom(role: FleetRole): readonly FleetRole[] {
  return ROLES_FROM[role];
}

/** No such fleet, or none that the person is a member of: they are not told which. */
export class FleetUnknownError extends Error {
  override readonly name = 'FleetUnknownError';
}

/** A member whose role does not reach. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
  readonly needed: FleetRole;

  constructor(needed: FleetRole) {
    super(`this needs the role ${needed}`);
    this.needed = needed;
  }
}

export interface Membership {
  readonly fleetId: string;
  readonly fleetName: string;
  readonly role: FleetRole;
  /** Those that are not removed. */
  readonly terminals: number;
  /** The one that the person looks at. */
  readonly isChosen: boolean;
}

/** The fleets of a person: the chosen one first, then their own, then by name. Without a choice the first counts as chosen. */
export async function listMemberships(database: Queryable, userId: number): Promise<Membership[]> {
  const { rows } = await database.query<{
    fleet_id: string;
    name: string;
    role: FleetRole;
    terminals: number;
  }>(
    `select m.fleet_id::text, f.name, m.role,
            (select count(*)::int from terminals t where t.fleet_id = m.fleet_id and t.removed_at is null) as terminals
       from fleet_members m join fleets f on f.id = m.fleet_id
       left join fleet_choices c on c.user_id = m.user_id and c.fleet_id = m.fleet_id
      where m.user_id = $1
      order by c.fleet_id is null, m.role <> 'owner', lower(f.name), m.fleet_id`,
    [userId],
  );
  return rows.map((row, index) => ({
    fleetId: row.fleet_id,
    fleetName: row.name,
    role: row.role,
    terminals: row.terminals,
    isChosen: index === 0,
  }));
}

/** @throws FleetUnknownError */
export async function chooseFleet(writer: Queryable, userId: number, fleetId: string): Promise<void> {
  const { rowCount } = await writer.query(
    `insert into fleet_choices (user_id, fleet_id)
     select user_id, fleet_id from fleet_members where user_id = $1 and fleet_id = $2
     on conflict (user_id) do update set fleet_id = excluded.fleet_id`,
    [userId, fleetId],
  );
  if (rowCount === 0) throw new FleetUnknownError('no such fleet');
}

/**
 * @returns the person's role
 * @throws FleetUnknownError to whoever is not a member, NotAllowedError to a member whose role does not reach
 */
export async function requireRole(
  database: Queryable,
  userId: number,
  fleetId: string,
  needed: FleetRole,
): Promise<FleetRole> {
  const { rows } = await database.query<{ role: FleetRole }>(
    'select role from fleet_members where user_id = $1 and fleet_id = $2',
    [userId, fleetId],
  );
  const role = rows[0]?.role;
  if (role === undefined) throw new FleetUnknownError('no such fleet');
  if (!rolesFrom(needed).includes(role)) throw new NotAllowedError(needed);
  return role;
}

/** @throws FleetUnknownError, NotAllowedError */
export async function renameFleet(
  writer: Queryable,
  userId: number,
  fleetId: string,
  name: string,
): Promise<void> {
  await requireRole(writer, userId, fleetId, 'owner');
  await writer.query('update fleets set name = $2 where id = $1', [fleetId, name]);
}

/**
 * The fleet that the person's new terminals go to, locked till the transaction's end so that two acts on it follow each other: the chosen one
 * if it is theirs, else their own, which is made when they have none. It becomes the chosen one.
 * @param newName of a fleet that has to be made
 */
export async function lockOwnFleet(session: Session, userId: number, newName: string): Promise<string> {
  // Two first terminals at once must not make two fleets.
  await session.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`own-fleet-${userId}`]);
  const { rows } = await session.query<{ id: string }>(
    `select m.fleet_id::text as id from fleet_members m left join fleet_choices c on c.user_id = m.user_id and c.fleet_id = m.fleet_id
      where m.user_id = $1 and m.role = 'owner' order by c.fleet_id is null, m.fleet_id limit 1`,
    [userId],
  );
  const fleetId = rows[0]?.id ?? (await makeFleet(session, userId, newName));
  await session.query(
    `insert into fleet_choices (user_id, fleet_id) values ($1, $2)
     on conflict (user_id) do update set fleet_id = excluded.fleet_id`,
    [userId, fleetId],
  );
  await lockFleet(session, fleetId);
  return fleetId;
}

/** Acts on the names in a fleet follow each other: what was checked is still true when it is written. */
export async function lockFleet(session: Session, fleetId: string): Promise<void> {
  await session.query('select 1 from fleets where id = $1 for update', [fleetId]);
}

async function makeFleet(session: Session, userId: number, name: string): Promise<string> {
  const { rows } = await session.query<{ id: string }>(
    `with made as (insert into fleets (name) values ($2) returning id)
     insert into fleet_members (fleet_id, user_id, role, added_by) select id, $1, 'owner', $1 from made
     returning fleet_id::text as id`,
    [userId, Array.from(name).slice(0, 100).join('')],
  );
  const [made] = rows;
  if (made === undefined) throw new Error('a fleet was not made');
  return made.id;
}
