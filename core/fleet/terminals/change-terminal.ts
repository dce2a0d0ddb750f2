import {
  type Alongside,
  type Database,
  inTransaction,
  type Queryable,
  type Session,
} from '../../database/pool.ts';
import { canonicalHost } from '../terminal-address.ts';
import { sealPassword } from '../terminal-password.ts';
import { refuseFullFleet, refuseTakenName } from './add-terminal.ts';
import { lockFleet } from './fleets.ts';
import { requireTerminal } from './find-terminal.ts';
import { setLabels } from './labels.ts';
import { TerminalUnknownError } from './refusals.ts';
import { tellAddressTaken } from './tell-address-taken.ts';

/** What is not named stays. */
export interface TerminalChange {
  readonly name?: string | undefined;
  /** Checked before (`checkHost`). */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Empty: no password any more. */
  readonly password?: string | undefined;
  /** Empty: no note any more. */
  readonly note?: string | undefined;
  /** Whether the system listens to it. */
  readonly isEnabled?: boolean | undefined;
  /** All that it is in from now on. */
  readonly groups?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

interface InFleet {
  readonly fleetId: string;
}

/**
 * Changes a terminal; the ingest task follows within a second.
 * @param terminalKey 32 bytes; seals the password
 * @throws TerminalUnknownError, NotAllowedError, NameTakenError, AddressTakenError
 */
export async function changeTerminal(
  writer: Database,
  { userId, terminalId, terminalKey }: { userId: number; terminalId: number; terminalKey: Buffer },
  change: TerminalChange,
  alongside?: Alongside<InFleet>,
): Promise<void> {
  try {
    await inTransaction(writer, async (session) => {
      const { fleetId } = await requireTerminal(session, userId, terminalId, 'owner');
      await lockFleet(session, fleetId);
      if (change.name !== undefined) await refuseTakenName(session, fleetId, change.name, terminalId);
      const { password, note } = change;
      await session.query(
        `update terminals set name = coalesce($2, name), host = coalesce($3, host), port = coalesce($4, port),
            password_sealed = case when $5 then $6 else password_sealed end,
            note = case when $7 then $8 else note end, enabled = coalesce($9, enabled), updated_at = now()
          where id = $1 and removed_at is null`,
        [
          terminalId,
          change.name ?? null,
          change.host ?? null,
          change.port ?? null,
          password !== undefined,
          password === undefined || password === '' ? null : sealPassword(terminalKey, password),
          note !== undefined,
          note === undefined || note === '' ? null : note,
          change.isEnabled ?? null,
        ],
      );
      const { groups, tags } = change;
      if (groups !== undefined) await setLabels(session, fleetId, terminalId, 'group', groups);
      if (tags !== undefined) await setLabels(session, fleetId, terminalId, 'tag', tags);
      await alongside?.(session, { fleetId });
    });
  } catch (error) {
    throw tellAddressTaken(error);
  }
}

/**
 * Whether the system listens to the terminal, and speaks to it. Repeated, it changes nothing.
 * @param alongside not called when nothing is changed
 * @throws TerminalUnknownError, NotAllowedError
 */
export async function switchListening(
  writer: Database,
  userId: number,
  terminalId: number,
  isOn: boolean,
  alongside?: Alongside<InFleet>,
): Promise<void> {
  await inTransaction(writer, async (session) => {
    const { fleetId } = await requireTerminal(session, userId, terminalId, 'owner', true);
    const { rowCount } = await session.query(
      'update terminals set enabled = $2, updated_at = now() where id = $1 and enabled <> $2',
      [terminalId, isOn],
    );
    if ((rowCount ?? 0) > 0) await alongside?.(session, { fleetId });
  });
}

/** For so long a removal can be undone. */
export const UNDO_REMOVAL_HOURS = 24;

/**
 * Removes a terminal: its orders and history stay, its name and address are free. Repeated, it changes nothing.
 * @param alongside not called when nothing is changed
 * @throws TerminalUnknownError, NotAllowedError
 */
export async function removeTerminal(
  writer: Database,
  userId: number,
  terminalId: number,
  now: Date,
  alongside?: Alongside<InFleet>,
): Promise<{ readonly name: string }> {
  return inTransaction(writer, async (session) => {
    const removed = await session.query<{ name: string; fleet_id: string }>(
      `update terminals t set removed_at = $3, was_enabled = enabled, enabled = false, updated_at = now()
         from fleet_members m
        where t.id = $1 and t.removed_at is null and m.fleet_id = t.fleet_id and m.user_id = $2 and m.role = 'owner'
        returning t.name, t.fleet_id::text`,
      [terminalId, userId, now],
    );
    const [row] = removed.rows;
    if (row !== undefined) {
      await alongside?.(session, { fleetId: row.fleet_id });
      return { name: row.name };
    }
    const before = await findRemoved(session, userId, terminalId, now);
    if (before !== undefined) return before;
    // Neither theirs nor removed: this says which of the two.
    await requireTerminal(session, userId, terminalId, 'owner');
    throw new TerminalUnknownError('no such terminal');
  });
}

async function findRemoved(
  session: Session,
  userId: number,
  terminalId: number,
  now: Date,
): Promise<{ fleetId: string; name: string } | undefined> {
  const { rows } = await session.query<{ fleet_id: string; name: string }>(
    `select t.fleet_id::text, t.name
       from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $2 and m.role = 'owner'
      where t.id = $1 and t.removed_at > $3::timestamptz - make_interval(hours => $4) for update of t`,
    [terminalId, userId, now, UNDO_REMOVAL_HOURS],
  );
  const [row] = rows;
  return row === undefined ? undefined : { fleetId: row.fleet_id, name: row.name };
}

/**
 * Brings a removed terminal back as it was. Repeated, it changes nothing.
 * @param alongside not called when nothing is changed
 * @throws TerminalUnknownError also when it is too late; AddressTakenError, NameTakenError when another has them now; FleetFullError
 */
export async function undoRemoval(
  writer: Database,
  userId: number,
  terminalId: number,
  now: Date,
  alongside?: Alongside<InFleet>,
): Promise<{ readonly name: string }> {
  try {
    return await inTransaction(writer, async (session) => {
      const removed = await findRemoved(session, userId, terminalId, now);
      if (removed === undefined) return await requireTerminal(session, userId, terminalId, 'owner');
      await lockFleet(session, removed.fleetId);
      await refuseTakenName(session, removed.fleetId, removed.name, terminalId);
      await refuseFullFleet(session, removed.fleetId, 1);
      await session.query(
        `update terminals set removed_at = null, enabled = coalesce(was_enabled, true), was_enabled = null, updated_at = now()
          where id = $1`,
        [terminalId],
      );
      await alongside?.(session, { fleetId: removed.fleetId });
      return { name: removed.name };
    });
  } catch (error) {
    throw tellAddressTaken(error);
  }
}

/** Whether another terminal has the address, so that a person hears of it at once; the index of `terminals` is what decides. */
export async function isAddressTaken(
  database: Queryable,
  host: string,
  port: number,
  exceptId?: number,
): Promise<boolean> {
  const { rows } = await database.query(
    'select 1 from terminals where canonical_host(host) = $1 and port = $2 and removed_at is null and id <> $3',
    [canonicalHost(host), port, exceptId ?? -1],
  );
  return rows.length > 0;
}

/** Whether a terminal of the fleet that the person's new terminals go to has the name. */
export async function isNameTaken(database: Queryable, userId: number, name: string): Promise<boolean> {
  const { rows } = await database.query(
    `select 1 from terminals t
      where lower(t.name) = lower($2) and t.removed_at is null and t.fleet_id = (
        select m.fleet_id from fleet_members m left join fleet_choices c on c.user_id = m.user_id and c.fleet_id = m.fleet_id
         where m.user_id = $1 and m.role = 'owner' order by c.fleet_id is null, m.fleet_id limit 1)`,
    [userId, name],
  );
  return rows.length > 0;
}
