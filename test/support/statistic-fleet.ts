import type { BatchRecord } from '../../core/contracts/record-batch.ts';
import type { Database } from '../../core/database/pool.ts';
import { refreshPart } from '../../core/fleet/statistics/refresh-statistics.ts';
import { storeBatches } from '../../core/fleet/store/store-batches.ts';
import { HistoryMemory } from '../../core/fleet/store/write-balances.ts';
import { makeFleet, makeTerminal } from './fleet-rows.ts';
import { type ClosedOrder, readClosedOrders } from './naive-statistics.ts';
import { batch, T0 } from './records.ts';
import { type OrderEvent, type Step, toRecord } from './statistic-events.ts';
import { useTestDatabase } from './test-database.ts';

export const ADA = 1;
const BORIS = 2;

export interface StatisticFleet {
  readonly database: Database;
  /** Both of Ada's. */
  readonly fleets: { readonly first: string; readonly second: string };
  /** Three of the first fleet, one of the second, and one of somebody else's. */
  readonly terminals: readonly number[];
  /** Of these, those in group G. */
  readonly inGroup: readonly number[];
  readonly recordOf: (event: OrderEvent, receivedAtMs: number) => BatchRecord;
  readonly store: (records: readonly BatchRecord[]) => Promise<void>;
  readonly refreshAll: () => Promise<void>;
  /** From nothing, and everything is counted at the end. @returns what is closed then */
  readonly run: (steps: readonly Step[]) => Promise<ClosedOrder[]>;
}

/** Fleets whose orders are stored and counted as programs do it, on a database of the test file's own; no order is there at each test. */
export function useStatisticFleet(databaseName: string): StatisticFleet {
  const test = useTestDatabase(databaseName);
  const terminals: number[] = [];
  const fleets = { first: '', second: '' };
  let batches = 0;
  beforeAll(async () => {
    fleets.first = await makeFleet(test.database, ADA);
    fleets.second = await makeFleet(test.database, ADA, 'second');
    const foreign = await makeFleet(test.database, BORIS);
    for (const [fleetId, name] of [
      [fleets.first, 'Alpha'],
      [fleets.first, 'Beta'],
      [fleets.first, 'Gamma'],
      [fleets.second, 'Delta'],
      [foreign, 'Foreign'],
    ] as const)
      terminals.push(await makeTerminal(test.database, fleetId, name));
    await test.rows(
      `insert into terminal_labels (terminal_id, kind, name) values ($1, 'group', 'G'), ($2, 'group', 'G'), ($2, 'tag', 'T'), ($3, 'group', 'G')`,
      [terminals[0], terminals[1], terminals[4]],
    );
  });
  beforeEach(clear);

  async function clear(): Promise<void> {
    await test.rows(
      `truncate orders, stored_batches, closed_order_marks, closed_orders, statistic_cells, statistic_sequences, statistic_books, statistic_names
       restart identity`,
    );
  }

  const fleet: StatisticFleet = {
    get database() {
      return test.database;
    },
    fleets,
    terminals,
    get inGroup() {
      return terminals.filter((_, index) => [0, 1, 4].includes(index));
    },
    recordOf: (event, receivedAtMs) => toRecord(event, terminals[event.terminal] ?? 0, receivedAtMs),
    async store(records) {
      batches += 1;
      await storeBatches(test.database, [batch(`b${batches}`, records)], {
        loggedKinds: new Set(),
        memory: new HistoryMemory(),
      });
    },
    async refreshAll() {
      while (!(await refreshPart(test.database)).isComplete);
    },
    async run(steps) {
      await clear();
      let receivedAtMs = T0;
      for (const step of steps) {
        if ('refresh' in step) await refreshPart(test.database, step.refresh);
        else await fleet.store(step.store.map((event) => fleet.recordOf(event, (receivedAtMs += 1_000))));
      }
      await fleet.refreshAll();
      return readClosedOrders(test.database);
    },
  };
  return fleet;
}
