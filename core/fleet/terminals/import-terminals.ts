import * as z from 'zod';
import {
  type Alongside,
  type Database,
  inTransaction,
  type Queryable,
  type Session,
} from '../../database/pool.ts';
import { canonicalHost } from '../terminal-address.ts';
import { sealPassword } from '../terminal-password.ts';
import { refuseFullFleet, type AddingPerson } from './add-terminal.ts';
import { lockOwnFleet } from './fleets.ts';
import { ImportUnknownError } from './refusals.ts';
import { tellAddressTaken } from './tell-address-taken.ts';
import type { TerminalLine } from './read-terminals-csv.ts';

/** What an import would do, and its id; nothing is changed yet. */
export interface ImportPlan {
  readonly importId: string;
  readonly added: number;
  readonly changed: number;
  /** As they are already. */
  readonly same: number;
  /** Lines whose address another terminal has that is not in the list; they are left out. */
  readonly takenLines: readonly number[];
}

/** A list waits so long between its preview and its "do it". */
export const KEEP_IMPORT_HOURS = 1;

const entriesSchema = z.array(
  z.object({
    name: z.string(),
    host: z.string(),
    port: z.int(),
    /** AES-256-GCM in hex; null: without a password. */
    sealed: z.string().nullable(),
    groups: z.array(z.string()),
    tags: z.array(z.string()),
  }),
);
type Entry = z.infer<typeof entriesSchema>[number];

/**
 * Keeps the good lines of a list for `runImport`, passwords sealed, and says what they would do. Their hosts have been checked.
 * @param importId a fresh UUID
 */
export async function planImport(
  writer: Database,
  { userId, terminalKey }: Pick<AddingPerson, 'userId' | 'terminalKey'>,
  importId: string,
  lines: readonly TerminalLine[],
): Promise<ImportPlan> {
  await writer.query(`delete from terminal_imports where created_at < now() - make_interval(hours => $1)`, [
    KEEP_IMPORT_HOURS,
  ]);
  const known = await readOwnTerminals(writer, userId);
  const taken = await findTaken(writer, lines, new Set(known.map(({ id }) => id)), new Set(lines.map(keyOf)));
  const good = lines.filter(({ line }) => !taken.has(line));
  const byName = new Map(known.map((terminal) => [terminal.name.toLowerCase(), terminal]));
  let added = 0;
  let same = 0;
  for (const line of good) {
    const before = byName.get(keyOf(line));
    if (before === undefined) added += 1;
    // A password cannot be compared without opening it; a line with one changes.
    else if (
      canonicalHost(before.host) === canonicalHost(line.host) &&
      before.port === line.port &&
      line.password === '' &&
      !before.has_password &&
      line.groups.length + line.tags.length === 0
    )
      same += 1;
  }
  const entries: Entry[] = good.map(({ name, host, port, password, groups, tags }) => ({
    name,
    host,
    port,
    sealed: password === '' ? null : sealPassword(terminalKey, password).toString('hex'),
    groups: [...groups],
    tags: [...tags],
  }));
  await writer.query('insert into terminal_imports (id, user_id, entries) values ($1, $2, $3)', [
    importId,
    userId,
    JSON.stringify(entries),
  ]);
  return { importId, added, changed: good.length - added - same, same, takenLines: [...taken] };
}

const importedSchema = z.object({ fleetId: z.string(), added: z.int(), changed: z.int() });
export type Imported = Readonly<z.infer<typeof importedSchema>>;

/**
 * Does a planned import in one transaction: a name that the fleet has is updated, the others are added. A line without a password leaves the
 * password that a known terminal has. Done again, it changes nothing and says what it did.
 * @param alongside not called when it is done again
 * @throws ImportUnknownError, AddressTakenError when another took an address meanwhile, FleetFullError; then nothing is changed
 */
export async function runImport(
  writer: Database,
  { userId, newFleetName }: Pick<AddingPerson, 'userId' | 'newFleetName'>,
  importId: string,
  alongside?: Alongside<Imported>,
): Promise<Imported> {
  try {
    return await inTransaction(writer, async (session) => {
      const { rows } = await session.query<{ entries: unknown; result: unknown }>(
        `select entries, result from terminal_imports
          where id = $1 and user_id = $2 and created_at > now() - make_interval(hours => $3) for update`,
        [importId, userId, KEEP_IMPORT_HOURS],
      );
      const [row] = rows;
      if (row === undefined) throw new ImportUnknownError('no such import');
      if (row.result !== null) return importedSchema.parse(row.result);
      const entries = entriesSchema.parse(row.entries);
      const fleetId = await lockOwnFleet(session, userId, newFleetName);
      const imported = { fleetId, ...(await writeEntries(session, fleetId, entries)) };
      await session.query(`update terminal_imports set entries = '[]', result = $2 where id = $1`, [
        importId,
        JSON.stringify(imported),
      ]);
      await alongside?.(session, imported);
      return imported;
    });
  } catch (error) {
    throw tellAddressTaken(error);
  }
}

/** The person has thought better of it. */
export async function dropImport(writer: Database, userId: number, importId: string): Promise<void> {
  await writer.query('delete from terminal_imports where id = $1 and user_id = $2', [importId, userId]);
}

async function writeEntries(
  session: Session,
  fleetId: string,
  entries: readonly Entry[],
): Promise<{ added: number; changed: number }> {
  const columns = [
    entries.map(({ name }) => name),
    entries.map(({ host }) => host),
    entries.map(({ port }) => port),
    entries.map(({ sealed }) => sealed),
  ];
  const names = entries.map(({ name }) => name.toLowerCase());
  const { rows } = await session.query<{ id: string; name: string }>(
    `select distinct on (lower(name)) id::text, lower(name) as name from terminals
      where fleet_id = $1 and removed_at is null and lower(name) = any($2) order by lower(name), id`,
    [fleetId, names],
  );
  const known = new Map(rows.map((row) => [row.name, row.id]));
  await refuseFullFleet(session, fleetId, entries.length - known.size);
  // Two terminals may have changed places: the addresses are free before any of them is given again.
  await session.query(`update terminals set host = 'moving-' || id where id = any($1)`, [
    [...known.values()],
  ]);
  const source = `unnest($2::text[], $3::text[], $4::int[], $5::text[]) as v (name, host, port, sealed)`;
  await session.query(
    `update terminals t set host = v.host, port = v.port, updated_at = now(),
        password_sealed = coalesce(decode(v.sealed, 'hex'), t.password_sealed)
       from ${source}, unnest($6::bigint[], $7::text[]) as k (id, name)
      where k.name = lower(v.name) and t.id = k.id and t.fleet_id = $1`,
    [fleetId, ...columns, [...known.values()], [...known.keys()]],
  );
  const added = await session.query(
    `insert into terminals (fleet_id, name, host, port, password_sealed)
     select $1, v.name, v.host, v.port, decode(v.sealed, 'hex') from ${source} where not lower(v.name) = any($6)`,
    [fleetId, ...columns, [...known.keys()]],
  );
  await writeLabels(session, fleetId, entries);
  return { added: added.rowCount ?? 0, changed: known.size };
}

/** Labels of a list are put on beside those that a terminal has. The spelling that the fleet knows stays. */
async function writeLabels(session: Session, fleetId: string, entries: readonly Entry[]): Promise<void> {
  const given = entries.flatMap(({ name, groups, tags }) => [
    ...groups.map((label) => ({ name, kind: 'group', label })),
    ...tags.map((label) => ({ name, kind: 'tag', label })),
  ]);
  if (given.length === 0) return;
  await session.query(
    `with given as (
       select lower(name) as terminal, kind, label, lower(label) as key from unnest($2::text[], $3::text[], $4::text[]) as g (name, kind, label)
     ), spelled as (
       select kind, key, coalesce(
         (select min(l.name) from terminal_labels l join terminals t on t.id = l.terminal_id
           where t.fleet_id = $1 and l.kind = given.kind and lower(l.name) = given.key), min(label)) as label
         from given group by kind, key
     )
     insert into terminal_labels (terminal_id, kind, name)
     select distinct t.id, given.kind, spelled.label
       from given join spelled using (kind, key)
       join terminals t on t.fleet_id = $1 and t.removed_at is null and lower(t.name) = given.terminal
     on conflict do nothing`,
    [fleetId, given.map(({ name }) => name), given.map(({ kind }) => kind), given.map(({ label }) => label)],
  );
}

interface KnownTerminal {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly has_password: boolean;
}

async function readOwnTerminals(database: Queryable, userId: number): Promise<KnownTerminal[]> {
  const { rows } = await database.query<KnownTerminal>(
    `select t.id::text, t.name, t.host, t.port, t.password_sealed is not null as has_password from terminals t
      where t.removed_at is null and t.fleet_id = (
        select m.fleet_id from fleet_members m left join fleet_choices c on c.user_id = m.user_id and c.fleet_id = m.fleet_id
         where m.user_id = $1 and m.role = 'owner' order by c.fleet_id is null, m.fleet_id limit 1)`,
    [userId],
  );
  return rows;
}

/** Lines whose address a terminal has that stays where it is: another person's, or one of the fleet that the list does not name. */
async function findTaken(
  database: Queryable,
  lines: readonly TerminalLine[],
  ownIds: ReadonlySet<string>,
  listedNames: ReadonlySet<string>,
): Promise<ReadonlySet<number>> {
  const { rows } = await database.query<{ id: string; name: string; line: number }>(
    `select t.id::text, lower(t.name) as name, v.line
       from unnest($1::text[], $2::int[], $3::int[]) as v (host, port, line)
       join terminals t on canonical_host(t.host) = v.host and t.port = v.port and t.removed_at is null`,
    [
      lines.map(({ host }) => canonicalHost(host)),
      lines.map(({ port }) => port),
      lines.map(({ line }) => line),
    ],
  );
  return new Set(
    rows.filter(({ id, name }) => !(ownIds.has(id) && listedNames.has(name))).map(({ line }) => line),
  );
}

function keyOf(entry: { readonly name: string }): string {
  return entry.name.toLowerCase();
}
