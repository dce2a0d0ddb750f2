import { randomBytes } from 'node:crypto';
import type { Database } from '../../core/database/pool.ts';
import { addTerminal } from '../../core/fleet/terminals/add-terminal.ts';
import { listMemberships } from '../../core/fleet/terminals/fleets.ts';
import type { TerminalPage } from '../../core/fleet/terminals/list-terminals.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export const ADA = 11;
export const BOB = 12;
export const EVE = 13;
/** When these tests take place. */
export const NOW = new Date('2026-03-10T12:00:00Z');

/** Ada's fleet, with Bob for an operator; Eve is nobody. It has one terminal, `alpha` at 10.0.0.1:2500. */
export interface TerminalFleet {
  readonly database: Database;
  readonly id: string;
  readonly terminalKey: Buffer;
  /** @returns its id */
  add(name: string, host: string, port?: number, userId?: number, password?: string): Promise<number>;
  idOf(name: string): number;
  /** What the terminal said of its money, so long before `NOW`. */
  tellBalance(name: string, secondsAgo: number, total: string, isRunning?: boolean): Promise<void>;
}

/** Makes it anew before each test of the file that calls this. */
export function useTerminalFleet(databaseName: string): TerminalFleet {
  const terminalKey = randomBytes(32);
  const ids = new Map<string, number>();
  let db: TestDatabase;
  let fleetId = '';

  const fleet: TerminalFleet = {
    get database() {
      return db.database;
    },
    get id() {
      return fleetId;
    },
    terminalKey,
    async add(name, host, port = 2500, userId = ADA, password = 'secret') {
      const { terminalId } = await addTerminal(
        db.database,
        { userId, newFleetName: `${userId}'s terminals`, terminalKey },
        { name, host, port, password },
      );
      ids.set(name, terminalId);
      return terminalId;
    },
    idOf: (name) => ids.get(name) ?? -1,
    async tellBalance(name, secondsAgo, total, isRunning = true) {
      await db.database.query(
        `insert into balances (terminal_id, available, total, is_running, version, received_at) values ($1, $2, $2, $3, 756, $4)`,
        [fleet.idOf(name), total, isRunning, new Date(NOW.getTime() - secondsAgo * 1000)],
      );
    },
  };

  beforeAll(async () => {
    db = await createTestDatabase(databaseName);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.database.query(
      'truncate fleets, terminals, balances, terminal_status, orders, strategies, api_errors cascade',
    );
    ids.clear();
    await fleet.add('alpha', '10.0.0.1');
    fleetId = (await listMemberships(db.database, ADA))[0]?.fleetId ?? '';
    await db.database.query(
      `insert into fleet_members (fleet_id, user_id, role) values ($1, $2, 'operator')`,
      [fleetId, BOB],
    );
  });
  return fleet;
}

export const namesOf = (page: TerminalPage): string[] => page.items.map(({ name }) => name);
