import { type Alongside, type Database, inTransaction, type Session } from '../../database/pool.ts';
import { sealPassword } from '../terminal-password.ts';
import { lockFleet, lockOwnFleet, requireRole } from './fleets.ts';
import { putOn } from './labels.ts';
import { FleetFullError, NameTakenError } from './refusals.ts';
import { tellAddressTaken } from './tell-address-taken.ts';
import { MAX_TERMINALS_OF_FLEET, type TerminalEntry } from './terminal-fields.ts';

export interface AddedTerminal {
  readonly terminalId: number;
  readonly fleetId: string;
}

export interface AddingPerson {
  readonly userId: number;
  /** Of the fleet that their first terminal makes. */
  readonly newFleetName: string;
  /** Where to; they have to own it. @default the one that they have chosen, if it is theirs */
  readonly fleetId?: string | undefined;
  /** 32 bytes; seals the password. */
  readonly terminalKey: Buffer;
}

/** What a terminal may begin with besides. */
export interface TerminalDetails {
  readonly note?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** An act that is done twice within this, word for word, is one act. */
const SAME_ACT_SECONDS = 120;

/**
 * Adds a terminal to the person's own fleet. Its host has been checked (`checkHost`). An update that is handled again finds the terminal that
 * it has made.
 * @param alongside not called for a terminal that was just made already
 * @throws NameTakenError, AddressTakenError, FleetFullError; FleetUnknownError, NotAllowedError of the fleet that they named
 */
export async function addTerminal(
  writer: Database,
  person: AddingPerson,
  entry: TerminalEntry,
  { note = '', groups = [], tags = [] }: TerminalDetails = {},
  alongside?: Alongside<AddedTerminal>,
): Promise<AddedTerminal> {
  try {
    return await inTransaction(writer, async (session) => {
      const fleetId = await lockFleetOf(session, person);
      const made = await findJustMade(session, fleetId, entry);
      if (made !== undefined) return { terminalId: made, fleetId };
      await refuseTakenName(session, fleetId, entry.name);
      await refuseFullFleet(session, fleetId, 1);
      const { rows } = await session.query<{ id: string }>(
        `insert into terminals (fleet_id, name, host, port, password_sealed, note) values ($1, $2, $3, $4, $5, $6) returning id::text`,
        [
          fleetId,
          entry.name,
          entry.host,
          entry.port,
          entry.password === '' ? null : sealPassword(person.terminalKey, entry.password),
          note === '' ? null : note,
        ],
      );
      const terminalId = Number(rows[0]?.id);
      for (const name of groups) await putOn(session, fleetId, 'group', name, [terminalId]);
      for (const name of tags) await putOn(session, fleetId, 'tag', name, [terminalId]);
      await alongside?.(session, { terminalId, fleetId });
      return { terminalId, fleetId };
    });
  } catch (error) {
    throw tellAddressTaken(error);
  }
}

async function lockFleetOf(session: Session, person: AddingPerson): Promise<string> {
  const { userId, newFleetName, fleetId } = person;
  if (fleetId === undefined) return lockOwnFleet(session, userId, newFleetName);
  await requireRole(session, userId, fleetId, 'owner');
  await lockFleet(session, fleetId);
  return fleetId;
}

async function findJustMade(
  session: Session,
  fleetId: string,
  { name, host, port }: TerminalEntry,
): Promise<number | undefined> {
  const { rows } = await session.query<{ id: string }>(
    `select id::text from terminals
      where fleet_id = $1 and name = $2 and host = $3 and port = $4 and removed_at is null
        and created_at > now() - make_interval(secs => $5)`,
    [fleetId, name, host, port, SAME_ACT_SECONDS],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].id);
}

/** The fleet is locked. @throws NameTakenError when a terminal other than `exceptId` has the name, in any case of letters */
export async function refuseTakenName(
  session: Session,
  fleetId: string,
  name: string,
  exceptId?: number,
): Promise<void> {
  const { rows } = await session.query(
    `select 1 from terminals where fleet_id = $1 and lower(name) = lower($2) and removed_at is null and id <> $3`,
    [fleetId, name, exceptId ?? -1],
  );
  if (rows.length > 0) throw new NameTakenError('another terminal of the fleet has this name');
}

/** The fleet is locked. @throws FleetFullError */
export async function refuseFullFleet(session: Session, fleetId: string, more: number): Promise<void> {
  const { rows } = await session.query<{ count: number }>(
    'select count(*)::int as count from terminals where fleet_id = $1 and removed_at is null',
    [fleetId],
  );
  if ((rows[0]?.count ?? 0) + more > MAX_TERMINALS_OF_FLEET)
    throw new FleetFullError(`a fleet has at most ${MAX_TERMINALS_OF_FLEET} terminals`);
}
