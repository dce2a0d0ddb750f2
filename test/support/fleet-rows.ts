import type { Database } from '../../core/database/pool.ts';

/** Rows for tests of what is read of a fleet. */
export async function makeFleet(
  database: Database,
  owner: number,
  name = `fleet of ${owner}`,
): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    'insert into fleets (name) values ($1) returning id::text',
    [name],
  );
  const id = rows[0]?.id ?? '';
  await database.query(`insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'owner')`, [
    id,
    owner,
  ]);
  return id;
}

let nextPort = 20_000;

export async function makeTerminal(database: Database, fleetId: string, name: string): Promise<number> {
  nextPort += 1;
  const { rows } = await database.query<{ id: string }>(
    `insert into terminals (fleet_id, name, host, port) values ($1, $2, '10.1.1.1', $3) returning id::text`,
    [fleetId, name, nextPort],
  );
  return Number(rows[0]?.id);
}

export interface OrderRow {
  readonly terminalId: number;
  readonly openedAt: string;
  /** @default still open */
  readonly closedAt?: string;
  readonly profit?: string;
  readonly spent?: string;
  readonly currency?: string | null;
  readonly isEmulator?: boolean;
  readonly strategy?: string | null;
  readonly deleted?: boolean;
}

let nextOrder = 1_000;

export async function makeOrder(database: Database, order: OrderRow): Promise<string> {
  nextOrder += 1;
  await database.query(
    `insert into orders (terminal_id, order_id, version, fold, status, deleted, is_emulator, currency, opened_at, closed_at,
       created_at, updated_at, created_from_update, symbol, spent_btc, profit_btc, strategy)
     values ($1, $2, 1, '{}', $3, $4, $5, $6, $7::timestamptz, $8::timestamptz, $7, coalesce($8, $7), false, 'XRP', $9, $10, $11)`,
    [
      order.terminalId,
      nextOrder,
      order.closedAt === undefined ? 'Open' : 'Closed',
      order.deleted ?? false,
      order.isEmulator ?? false,
      order.currency === undefined ? 'USDT' : order.currency,
      order.openedAt,
      order.closedAt ?? null,
      order.spent ?? '100',
      order.profit ?? null,
      order.strategy ?? null,
    ],
  );
  return String(nextOrder);
}
