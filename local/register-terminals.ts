import { inTransaction, openPool, type Session } from '../core/database/pool.ts';
import { readBrokenUniqueIndex } from '../core/database/sqlstate.ts';
import { lockOwnFleet } from '../core/fleet/terminals/fleets.ts';
import { putOn } from '../core/fleet/terminals/labels.ts';
import type { TerminalLine } from '../core/fleet/terminals/read-terminals-csv.ts';
import type { TerminalEntry } from '../core/fleet/terminals/terminal-fields.ts';
import { sealPassword } from '../core/fleet/terminal-password.ts';

export class TerminalAddressTakenError extends Error {
  override readonly name = 'TerminalAddressTakenError';
}

/** Whose terminals these are: who logs in on one machine (`dev-login`), and the first user of the chat page. */
const OWNER_ID = 1;
const FLEET_NAME = 'My terminals';

/** Names that the simulator gives; what has one and is not simulated now is left over from an earlier run. */
const SIMULATED_NAME = '^sim-[0-9]+$';

type Registered = TerminalEntry & Partial<Pick<TerminalLine, 'groups' | 'tags'>>;

/**
 * Registers terminals in the fleet of Telegram's user 1: updates those of the same name, adds the others, and switches off what the
 * simulator of an earlier run left (its rows stay, since orders belong to them). In one transaction.
 * @param key 32 bytes; seals the passwords
 * @throws TerminalAddressTakenError when another terminal has the address of one of them
 */
export async function registerTerminals(
  databaseUrl: string,
  key: Buffer,
  entries: readonly Registered[],
): Promise<void> {
  const database = openPool({
    endpoint: { url: databaseUrl },
    maxConnections: 1,
    applicationName: 'register-terminals',
    onIdleError: () => undefined,
  });
  try {
    await inTransaction(database, async (session) => {
      await adoptFleet(session);
      const fleetId = await lockOwnFleet(session, OWNER_ID, FLEET_NAME);
      await writeTerminals(session, fleetId, key, entries);
      await writeLabels(session, fleetId, entries);
    });
  } catch (error) {
    throw addressTaken(error) ?? error;
  } finally {
    await database.end();
  }
}

/** Terminals of a database from before there were fleets are in one that nobody owns. */
async function adoptFleet(session: Session): Promise<void> {
  await session.query(
    `insert into fleet_members (fleet_id, user_id, role)
     select min(f.id), $1, 'owner' from fleets f
      where not exists (select 1 from fleet_members m where m.fleet_id = f.id)
        and not exists (select 1 from fleet_members m where m.user_id = $1 and m.role = 'owner')
     having min(f.id) is not null`,
    [OWNER_ID],
  );
}

async function writeTerminals(
  session: Session,
  fleetId: string,
  key: Buffer,
  entries: readonly Registered[],
): Promise<void> {
  const names = entries.map((entry) => entry.name);
  const rows = [
    fleetId,
    names,
    entries.map((entry) => entry.host),
    entries.map((entry) => entry.port),
    // Bytes as text: pg has no array of bytea parameters.
    entries.map((entry) =>
      entry.password === '' ? null : sealPassword(key, entry.password).toString('hex'),
    ),
  ];
  // Two terminals may have changed places: the addresses are free before any of them is given again.
  await session.query(
    `update terminals set host = 'moving-' || id, enabled = enabled and name = any($2)
      where fleet_id = $1 and removed_at is null and (name = any($2) or (name ~ $3 and host = '127.0.0.1'))`,
    [fleetId, names, SIMULATED_NAME],
  );
  await session.query(
    `update terminals t set host = v.host, port = v.port, password_sealed = decode(v.sealed, 'hex'), enabled = true, updated_at = now()
       from unnest($2::text[], $3::text[], $4::int[], $5::text[]) as v(name, host, port, sealed)
      where t.fleet_id = $1 and t.removed_at is null and t.name = v.name`,
    rows,
  );
  await session.query(
    `insert into terminals (fleet_id, name, host, port, password_sealed)
     select $1, v.name, v.host, v.port, decode(v.sealed, 'hex')
       from unnest($2::text[], $3::text[], $4::int[], $5::text[]) as v(name, host, port, sealed)
      where not exists (select 1 from terminals t where t.fleet_id = $1 and t.removed_at is null and t.name = v.name)`,
    rows,
  );
}

async function writeLabels(session: Session, fleetId: string, entries: readonly Registered[]): Promise<void> {
  const { rows } = await session.query<{ id: string; name: string }>(
    'select id::text, name from terminals where fleet_id = $1 and removed_at is null and name = any($2)',
    [fleetId, entries.map((entry) => entry.name)],
  );
  const ids = new Map(rows.map((row) => [row.name, Number(row.id)]));
  const named = (kind: 'groups' | 'tags'): Map<string, number[]> => {
    const members = new Map<string, number[]>();
    for (const entry of entries)
      for (const label of entry[kind] ?? []) {
        const id = ids.get(entry.name);
        if (id !== undefined) members.set(label, [...(members.get(label) ?? []), id]);
      }
    return members;
  };
  for (const [name, terminalIds] of named('groups'))
    await putOn(session, fleetId, 'group', name, terminalIds);
  for (const [name, terminalIds] of named('tags')) await putOn(session, fleetId, 'tag', name, terminalIds);
}

function addressTaken(error: unknown): TerminalAddressTakenError | undefined {
  const broken = readBrokenUniqueIndex(error);
  if (broken === undefined) return undefined;
  // "Key (canonical_host(host), port)=(10.0.0.7, 2500) already exists."
  const address = /=\((.*), (\d+)\)/.exec(broken.detail);
  const text = address === null ? 'an address' : `${address[1] ?? ''}:${address[2] ?? ''}`;
  return new TerminalAddressTakenError(
    `${text} belongs to another registered terminal: two at one address cannot be told apart`,
  );
}
