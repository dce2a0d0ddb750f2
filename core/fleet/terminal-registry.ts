import type { Database } from '../database/pool.ts';
import { canonicalHost, sourceKey } from './terminal-address.ts';

/** A row of `terminals` as the ingest task needs it. */
export interface TerminalRow {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly passwordSealed: Buffer | null;
}

/** A terminal whose address is known: its datagrams are told by `key`. */
export interface ResolvedTerminal extends TerminalRow {
  readonly key: number;
  readonly address: string;
}

export interface RegistryView {
  readonly terminals: ReadonlyMap<number, ResolvedTerminal>;
  /** Ids of terminals whose host name has no address now. */
  readonly unresolved: readonly number[];
  /** Ids of terminals that lead to the address and port of one that was there before, by different names: refused. */
  readonly conflicting: readonly number[];
  /** Ids of terminals that lead where none may be: refused, whatever their host was when it was entered. */
  readonly forbidden: readonly number[];
}

/** Revision of the table: moves with each committed change of `terminals`. */
export async function readTerminalsRevision(database: Database): Promise<string> {
  const { rows } = await database.query<{ revision: string }>(
    'select revision::text from terminals_revision',
  );
  return rows[0]?.revision ?? '0';
}

/** Who has had their address for longest comes first. */
export async function readTerminals(database: Database): Promise<TerminalRow[]> {
  const { rows } = await database.query<{
    id: string;
    host: string;
    port: number;
    password_sealed: Buffer | null;
  }>(
    'select id::text, host, port, password_sealed from terminals where enabled and removed_at is null order by addressed_at, terminals.id',
  );
  return rows.map((row) => ({
    id: Number(row.id),
    host: row.host,
    port: row.port,
    passwordSealed: row.password_sealed,
  }));
}

/**
 * Puts addresses to terminals. Two rows that lead to one address and port could not be told apart: who has it in the view before keeps it, also
 * when another's name is led there since; without one the first row has it.
 * @param addresses IPv4 address by canonical host, for the hosts that could be resolved
 * @param isAllowed whether terminals may be at an address (`isAllowedAddress`). @default they may be anywhere
 * @param before terminals of the view before, by key. @default none
 */
export function viewRegistry(
  rows: readonly TerminalRow[],
  addresses: ReadonlyMap<string, string>,
  isAllowed: (address: string) => boolean = () => true,
  before: RegistryView['terminals'] = new Map(),
): RegistryView {
  const terminals = new Map<number, ResolvedTerminal>();
  const unresolved: number[] = [];
  const conflicting: number[] = [];
  const forbidden: number[] = [];
  const led: ResolvedTerminal[] = [];
  for (const row of rows) {
    const address = addresses.get(canonicalHost(row.host));
    const key = address === undefined ? -1 : sourceKey(address, row.port);
    if (address === undefined || key < 0) unresolved.push(row.id);
    else if (!isAllowed(address)) forbidden.push(row.id);
    else led.push({ ...row, key, address });
  }
  for (const terminal of led)
    if (before.get(terminal.key)?.id === terminal.id) terminals.set(terminal.key, terminal);
  for (const terminal of led) {
    const holder = terminals.get(terminal.key);
    if (holder === undefined) terminals.set(terminal.key, terminal);
    else if (holder.id !== terminal.id) conflicting.push(terminal.id);
  }
  return { terminals, unresolved, conflicting, forbidden };
}

export interface RegistryChange {
  readonly removed: readonly ResolvedTerminal[];
  readonly added: readonly ResolvedTerminal[];
}

/** What has to be told to the receivers: a terminal whose address, id or password changed is removed and added. */
export function compareRegistry(
  before: ReadonlyMap<number, ResolvedTerminal>,
  after: ReadonlyMap<number, ResolvedTerminal>,
): RegistryChange {
  const isSame = (one: ResolvedTerminal, other: ResolvedTerminal | undefined): boolean =>
    other?.id === one.id && passwordsEqual(one.passwordSealed, other.passwordSealed);
  return {
    removed: [...before.values()].filter((terminal) => !isSame(terminal, after.get(terminal.key))),
    added: [...after.values()].filter((terminal) => !isSame(terminal, before.get(terminal.key))),
  };
}

function passwordsEqual(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
