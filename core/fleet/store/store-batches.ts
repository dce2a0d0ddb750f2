import type { DatagramKind } from '../../contracts/datagram-kinds.ts';
import type { RecordBatch } from '../../contracts/record-batch.ts';
import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import { classifyDatabaseFailure } from '../../database/sqlstate.ts';
import { type DeadLetter, interpretRecords, type Storable } from './storable.ts';
import { type HistoryMemory, type HistoryRow, writeBalances } from './write-balances.ts';
import {
  writeCharts,
  writeDeadLetters,
  writeErrors,
  writeLiveness,
  writeStrategies,
} from './write-events.ts';
import { writeLog } from './write-log.ts';
import { writeOrders } from './write-orders.ts';

export interface StoreOptions {
  readonly loggedKinds: ReadonlySet<DatagramKind>;
  readonly memory: HistoryMemory;
}

export interface StoreOutcome {
  readonly stored: number;
  readonly logged: number;
  readonly deadLetters: readonly DeadLetter[];
  /** Ids of batches that an earlier delivery had stored. */
  readonly repeated: readonly string[];
  /** Arrival times of what was stored now, for the lag. */
  readonly receivedAtMs: readonly number[];
  /** What was stored now, for whoever watches. */
  readonly records: readonly Storable[];
}

interface Applied {
  readonly stored: readonly Storable[];
  readonly logged: number;
  readonly deadLetters: readonly DeadLetter[];
  readonly history: readonly HistoryRow[];
}

/**
 * Stores batches in one transaction: the log and every projection of it, or nothing. A batch stored before changes nothing. A record that
 * PostgreSQL refuses is found by halving and becomes a dead letter; its neighbours are stored.
 * @throws whatever is not the data's fault: the caller decides by `classifyDatabaseFailure` whether to try again
 */
export async function storeBatches(
  database: Database,
  batches: readonly RecordBatch[],
  options: StoreOptions,
): Promise<StoreOutcome> {
  const interpreted = new Map(
    batches.map((batch) => [batch.batchId, interpretRecords(batch.batchId, batch.records)]),
  );

  const store = (
    write: (session: Session, records: readonly Storable[]) => Promise<Applied>,
  ): Promise<StoreOutcome & { history: readonly HistoryRow[] }> =>
    inTransaction(database, async (session) => {
      const fresh = await claimBatches(session, batches);
      const mine = [...interpreted]
        .filter(([batchId]) => fresh.has(batchId))
        .map(([, interpretation]) => interpretation);
      const applied = await write(
        session,
        mine.flatMap(({ storable }) => storable),
      );
      const deadLetters = [...mine.flatMap((one) => one.deadLetters), ...applied.deadLetters];
      await writeDeadLetters(session, deadLetters);
      return {
        stored: applied.stored.length,
        logged: applied.logged,
        deadLetters,
        repeated: [...interpreted.keys()].filter((batchId) => !fresh.has(batchId)),
        receivedAtMs: applied.stored.map(({ record }) => record.receivedAtMs),
        records: applied.stored,
        history: applied.history,
      };
    });

  const apply = (session: Session, records: readonly Storable[]): Promise<Applied> =>
    applyRecords(session, records, options);
  let outcome: Awaited<ReturnType<typeof store>>;
  try {
    outcome = await store(apply);
  } catch (error) {
    if (classifyDatabaseFailure(error) !== 'bad-data') throw error;
    // Savepoints cost time, so they are taken only once it is known that some record is at fault.
    outcome = await store((session, records) => isolate(session, records, apply));
  }
  options.memory.remember(outcome.history);
  return outcome;
}

/** Marks the batches as stored. @returns ids of those that were not yet */
async function claimBatches(session: Session, batches: readonly RecordBatch[]): Promise<ReadonlySet<string>> {
  const { rows } = await session.query<{ batch_id: string }>({
    name: 'claim-batches',
    text: `insert into stored_batches (batch_id, created_at)
      select * from unnest($1::text[], $2::timestamptz[]) as b (batch_id, created_at) order by 1
      on conflict do nothing returning batch_id`,
    values: [
      batches.map(({ batchId }) => batchId),
      batches.map(({ createdAtMs }) => new Date(createdAtMs).toISOString()),
    ],
  });
  return new Set(rows.map((row) => row.batch_id));
}

async function applyRecords(
  session: Session,
  records: readonly Storable[],
  options: StoreOptions,
): Promise<Applied> {
  const logged = await writeLog(session, records, options.loggedKinds);
  await writeErrors(session, records);
  await writeCharts(session, records);
  await writeStrategies(session, records);
  await writeLiveness(session, records);
  await writeOrders(session, records);
  const history = await writeBalances(session, records, options.memory);
  return { stored: records, logged, deadLetters: [], history };
}

async function isolate(
  session: Session,
  records: readonly Storable[],
  apply: (session: Session, records: readonly Storable[]) => Promise<Applied>,
): Promise<Applied> {
  const [first] = records;
  if (first === undefined) return { stored: [], logged: 0, deadLetters: [], history: [] };
  await session.query('savepoint part');
  try {
    const applied = await apply(session, records);
    await session.query('release savepoint part');
    return applied;
  } catch (error) {
    if (classifyDatabaseFailure(error) !== 'bad-data') throw error;
    await session.query('rollback to savepoint part');
    await session.query('release savepoint part');
    if (records.length === 1) {
      return {
        stored: [],
        logged: 0,
        deadLetters: [{ batchId: first.batchId, record: first.record, ...describe(error) }],
        history: [],
      };
    }
    const middle = Math.ceil(records.length / 2);
    const left = await isolate(session, records.slice(0, middle), apply);
    const right = await isolate(session, records.slice(middle), apply);
    return {
      stored: [...left.stored, ...right.stored],
      logged: left.logged + right.logged,
      deadLetters: [...left.deadLetters, ...right.deadLetters],
      history: [...left.history, ...right.history],
    };
  }
}

function describe(error: unknown): { reason: string; detail: string } {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return { reason: `database_${code}`, detail: error instanceof Error ? error.message.slice(0, 200) : '' };
}
