import type { Session } from '../../database/pool.ts';
import type { Storable } from './storable.ts';

interface BalanceRow {
  readonly terminalId: number;
  readonly receivedAtMs: number;
  readonly botName: string | null;
  readonly available: string | null;
  readonly total: string | null;
  readonly isRunning: boolean | null;
  readonly version: number | null;
}

/** Remembers which minutes of a terminal this process has written, so that history costs one row a minute, not one try a balance. */
export class HistoryMemory {
  readonly #minutes = new Map<number, number>();

  has(terminalId: number, minute: number): boolean {
    return this.#minutes.get(terminalId) === minute;
  }

  /** Only after the commit: a minute that was rolled back is not written. */
  remember(rows: readonly { readonly terminalId: number; readonly minute: number }[]): void {
    for (const { terminalId, minute } of rows) this.#minutes.set(terminalId, minute);
  }
}

export interface HistoryRow extends BalanceRow {
  readonly minute: number;
}

const MINUTE_MS = 60_000;

/**
 * Keeps the newest balance of each terminal and one row of history a minute. What a shape does not tell (older ones have no running flag)
 * does not overwrite. A `lst` reply is rounded and has no state: it only fills in for a terminal that no balance has come from yet.
 * @returns rows of history written, for `HistoryMemory.remember` after the commit
 */
export async function writeBalances(
  session: Session,
  records: readonly Storable[],
  memory: HistoryMemory,
): Promise<readonly HistoryRow[]> {
  const newest = new Map<number, BalanceRow>();
  const firstOfMinute = new Map<string, HistoryRow>();
  const listed = new Map<number, BalanceRow>();
  for (const { record, message } of records) {
    if (message.type !== 'balance') continue;
    const row: BalanceRow = { ...message, terminalId: record.terminalId, receivedAtMs: record.receivedAtMs };
    if (message.source === 'list') {
      listed.set(row.terminalId, row);
      continue;
    }
    const before = newest.get(row.terminalId);
    if (before === undefined || before.receivedAtMs <= row.receivedAtMs)
      newest.set(row.terminalId, mergeOver(before, row));
    const minute = Math.floor(row.receivedAtMs / MINUTE_MS) * MINUTE_MS;
    const key = `${row.terminalId}:${minute}`;
    if (!memory.has(row.terminalId, minute) && !firstOfMinute.has(key))
      firstOfMinute.set(key, { ...row, minute });
  }
  const history = [...firstOfMinute.values()].sort(byTerminal);
  await insertHistory(session, history);
  // Last and in the order of the key: these rows are wanted by every writer, and are locked until the commit.
  await upsertBalances(session, [...newest.values()].sort(byTerminal), [...listed.values()].sort(byTerminal));
  return history;
}

function mergeOver(older: BalanceRow | undefined, newer: BalanceRow): BalanceRow {
  if (older === undefined) return newer;
  return {
    ...newer,
    botName: newer.botName ?? older.botName,
    available: newer.available ?? older.available,
    total: newer.total ?? older.total,
    isRunning: newer.isRunning ?? older.isRunning,
    version: newer.version ?? older.version,
  };
}

function byTerminal(one: BalanceRow, other: BalanceRow): number {
  return one.terminalId - other.terminalId;
}

async function insertHistory(session: Session, rows: readonly HistoryRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.query({
    name: 'write-balance-history',
    text: `insert into balance_history (terminal_id, minute, available, total, is_running)
      select * from unnest($1::bigint[], $2::timestamptz[], $3::numeric[], $4::numeric[], $5::boolean[])
      on conflict do nothing`,
    values: [
      rows.map((row) => row.terminalId),
      rows.map((row) => new Date(row.minute).toISOString()),
      rows.map((row) => row.available),
      rows.map((row) => row.total),
      rows.map((row) => row.isRunning),
    ],
  });
}

const INSERT = `insert into balances (terminal_id, received_at, bot_name, available, total, is_running, version)
  select terminal_id, to_timestamp(received_at_s), bot_name, available, total, is_running, version
  from unnest($1::bigint[], $2::float8[], $3::text[], $4::numeric[], $5::numeric[], $6::boolean[], $7::integer[])
    as r (terminal_id, received_at_s, bot_name, available, total, is_running, version)`;

async function upsertBalances(
  session: Session,
  rows: readonly BalanceRow[],
  listed: readonly BalanceRow[],
): Promise<void> {
  if (rows.length > 0) {
    await session.query({
      name: 'write-balances',
      text: `${INSERT}
        on conflict (terminal_id) do update set
          received_at = excluded.received_at,
          bot_name = coalesce(excluded.bot_name, balances.bot_name),
          available = coalesce(excluded.available, balances.available),
          total = coalesce(excluded.total, balances.total),
          is_running = coalesce(excluded.is_running, balances.is_running),
          version = coalesce(excluded.version, balances.version)
        where balances.received_at <= excluded.received_at`,
      values: columnsOf(rows),
    });
  }
  if (listed.length > 0) {
    await session.query({
      name: 'fill-balances',
      text: `${INSERT} on conflict do nothing`,
      values: columnsOf(listed),
    });
  }
}

function columnsOf(rows: readonly BalanceRow[]): unknown[] {
  return [
    rows.map((row) => row.terminalId),
    rows.map((row) => row.receivedAtMs / 1000),
    rows.map((row) => row.botName),
    rows.map((row) => row.available),
    rows.map((row) => row.total),
    rows.map((row) => row.isRunning),
    rows.map((row) => row.version),
  ];
}
