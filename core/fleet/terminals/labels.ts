import {
  type Alongside,
  type Database,
  inTransaction,
  type Queryable,
  type Session,
} from '../../database/pool.ts';
import { type FleetRole, lockFleet, NotAllowedError, requireRole } from './fleets.ts';
import { TerminalUnknownError } from './refusals.ts';

/** A terminal is in groups, to command and count them together, and has tags, to find it. */
export type LabelKind = 'group' | 'tag';

export interface Label {
  readonly name: string;
  readonly terminals: number;
}

/** By name, of a fleet that the person may see; of another one: none. */
export async function listLabels(
  database: Queryable,
  userId: number,
  fleetId: string,
  kind: LabelKind,
): Promise<Label[]> {
  const { rows } = await database.query<{ name: string; terminals: number }>(
    `select min(l.name) as name, count(distinct t.id)::int as terminals
       from terminal_labels l join terminals t on t.id = l.terminal_id and t.removed_at is null
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where t.fleet_id = $2 and l.kind = $3 group by lower(l.name) order by lower(min(l.name))`,
    [userId, fleetId, kind],
  );
  return rows;
}

export interface FleetLabel extends Label {
  readonly fleetId: string;
}

/** By name, of all fleets that the person is in, or of one of them. */
export async function listLabelsOfPerson(
  database: Queryable,
  userId: number,
  fleetId: string | undefined,
  kind: LabelKind,
): Promise<FleetLabel[]> {
  const { rows } = await database.query<{ fleetId: string; name: string; terminals: number }>(
    `select t.fleet_id::text as "fleetId", min(l.name) as name, count(distinct t.id)::int as terminals
       from terminal_labels l join terminals t on t.id = l.terminal_id and t.removed_at is null
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where ($2::bigint is null or t.fleet_id = $2) and l.kind = $3
      group by t.fleet_id, lower(l.name) order by lower(min(l.name)), t.fleet_id`,
    [userId, fleetId ?? null, kind],
  );
  return rows;
}

export interface Labelling {
  readonly userId: number;
  readonly fleetId: string;
  readonly kind: LabelKind;
  readonly name: string;
}

/**
 * Puts a label on terminals or takes it off. A new name makes the label, its last terminal takes it along; another case of letters is the
 * same label.
 * @throws FleetUnknownError, NotAllowedError; TerminalUnknownError when one of them is not in the fleet, and then nothing is changed
 */
export async function labelTerminals(
  writer: Database,
  { userId, fleetId, kind, name }: Labelling,
  terminalIds: readonly number[],
  isOn: boolean,
  alongside?: Alongside<{ readonly fleetId: string; readonly terminals: number }>,
): Promise<void> {
  await inTransaction(writer, async (session) => {
    await requireRole(session, userId, fleetId, 'owner');
    await lockFleet(session, fleetId);
    const { rows } = await session.query<{ count: number }>(
      `select count(distinct id)::int as count from terminals where id = any($1) and fleet_id = $2 and removed_at is null`,
      [terminalIds, fleetId],
    );
    if (rows[0]?.count !== new Set(terminalIds).size)
      throw new TerminalUnknownError('one of the terminals is not in the fleet');
    if (isOn) await putOn(session, fleetId, kind, name, terminalIds);
    else
      await session.query(
        `delete from terminal_labels where terminal_id = any($1) and kind = $2 and lower(name) = lower($3)`,
        [terminalIds, kind, name],
      );
    await alongside?.(session, { fleetId, terminals: new Set(terminalIds).size });
  });
}

/** Inside of a transaction that has locked the fleet and found the terminals in it. */
export async function putOn(
  session: Session,
  fleetId: string,
  kind: LabelKind,
  name: string,
  terminalIds: readonly number[],
): Promise<void> {
  await session.query(
    `insert into terminal_labels (terminal_id, kind, name)
     select id, $2, coalesce(
       (select min(l.name) from terminal_labels l join terminals t on t.id = l.terminal_id
         where t.fleet_id = $4 and l.kind = $2 and lower(l.name) = lower($3)), $3)
       from unnest($1::bigint[]) as given (id)
     on conflict do nothing`,
    [terminalIds, kind, name, fleetId],
  );
}

/** A terminal's labels of a kind are these from now on. Inside of a transaction that has locked the fleet and found the terminal in it. */
export async function setLabels(
  session: Session,
  fleetId: string,
  terminalId: number,
  kind: LabelKind,
  names: readonly string[],
): Promise<void> {
  await session.query(
    'delete from terminal_labels where terminal_id = $1 and kind = $2 and not lower(name) = any($3)',
    [terminalId, kind, names.map((name) => name.toLowerCase())],
  );
  for (const name of names) await putOn(session, fleetId, kind, name, [terminalId]);
}

export interface LabelChange {
  readonly kind: LabelKind;
  readonly name: string;
  /** Put on, or taken off. */
  readonly isOn: boolean;
}

/**
 * Several labels of many terminals at once, of whichever fleets of the person's: all of it, or nothing.
 * @throws TerminalUnknownError, NotAllowedError
 */
export async function relabelTerminals(
  writer: Database,
  userId: number,
  terminalIds: readonly number[],
  changes: readonly LabelChange[],
  /** Once a fleet. */
  alongside?: Alongside<{ readonly fleetId: string; readonly terminals: number }>,
): Promise<void> {
  await inTransaction(writer, async (session) => {
    const { rows } = await session.query<{ fleet_id: string; role: FleetRole; ids: string[] }>(
      `select t.fleet_id::text, m.role, array_agg(t.id::text) as ids
         from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
        where t.id = any($2) and t.removed_at is null group by t.fleet_id, m.role order by t.fleet_id`,
      [userId, terminalIds],
    );
    const found = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    if (found !== new Set(terminalIds).size)
      throw new TerminalUnknownError('one of the terminals is in none of the fleets');
    if (rows.some(({ role }) => role !== 'owner')) throw new NotAllowedError('owner');
    for (const { fleet_id: fleetId, ids } of rows) {
      await lockFleet(session, fleetId);
      for (const { kind, name, isOn } of changes) {
        if (isOn) await putOn(session, fleetId, kind, name, ids.map(Number));
        else
          await session.query(
            'delete from terminal_labels where terminal_id = any($1) and kind = $2 and lower(name) = lower($3)',
            [ids, kind, name],
          );
      }
      await alongside?.(session, { fleetId, terminals: ids.length });
    }
  });
}

/**
 * Gives a label another name; when that is another label's, the two become one.
 * @returns how many terminals have it
 * @throws FleetUnknownError, NotAllowedError
 */
export async function renameLabel(
  writer: Database,
  { userId, fleetId, kind, name }: Labelling,
  newName: string,
  alongside?: Alongside<number>,
): Promise<number> {
  return inTransaction(writer, async (session) => {
    await requireRole(session, userId, fleetId, 'owner');
    await lockFleet(session, fleetId);
    const { rows } = await session.query<{ id: string }>(
      `delete from terminal_labels l using terminals t
        where t.id = l.terminal_id and t.fleet_id = $1 and l.kind = $2 and lower(l.name) = lower($3) returning t.id::text`,
      [fleetId, kind, name],
    );
    await putOn(
      session,
      fleetId,
      kind,
      newName,
      rows.map(({ id }) => Number(id)),
    );
    if (rows.length > 0) await alongside?.(session, rows.length);
    return rows.length;
  });
}

/** Takes a label off all its terminals. @returns how many had it @throws FleetUnknownError, NotAllowedError */
export async function removeLabel(
  writer: Database,
  { userId, fleetId, kind, name }: Labelling,
  alongside?: Alongside<number>,
): Promise<number> {
  return inTransaction(writer, async (session) => {
    await requireRole(session, userId, fleetId, 'owner');
    const { rowCount } = await session.query(
      `delete from terminal_labels l using terminals t
        where t.id = l.terminal_id and t.fleet_id = $1 and l.kind = $2 and lower(l.name) = lower($3)`,
      [fleetId, kind, name],
    );
    const terminals = rowCount ?? 0;
    if (terminals > 0) await alongside?.(session, terminals);
    return terminals;
  });
}

/** Which of the terminals have the label. */
export async function findLabelled(
  database: Queryable,
  { userId, fleetId, kind, name }: Labelling,
  terminalIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const { rows } = await database.query<{ id: string }>(
    `select t.id::text from terminal_labels l join terminals t on t.id = l.terminal_id
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where t.fleet_id = $2 and l.kind = $3 and lower(l.name) = lower($4) and t.id = any($5)`,
    [userId, fleetId, kind, name, terminalIds],
  );
  return new Set(rows.map(({ id }) => Number(id)));
}
