import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import { countOrders, type MarkedOrder } from './count-orders.ts';
import { writeSequences } from './write-sequences.ts';

/** Of one transaction: half a second of work. In parts of 20,000 a fleet at the limit of two cores stored a second later. */
const MARKS_AT_ONCE = 2_000;

/** An order that an older release closed has no mark; how often it is looked for such, and how far back. */
const SWEEP_EACH_MINUTES = 60;
const SWEEP_BACK_HOURS = 26;

export interface Refreshed {
  /** Marks that were taken. */
  readonly marks: number;
  /** Rows that went into sums or out of them. */
  readonly changes: number;
  /** Nothing is left that was marked when this began. */
  readonly isComplete: boolean;
}

const NOTHING: Refreshed = Object.freeze({ marks: 0, changes: 0, isComplete: false });

/**
 * Counts one part of what is marked, in one transaction: the marks go with what they caused. One runs at a time; another that begins meanwhile
 * does nothing. Safe to repeat and to end anywhere.
 */
export async function refreshPart(database: Database, marksAtOnce = MARKS_AT_ONCE): Promise<Refreshed> {
  return inTransaction(database, async (session) => {
    const { rows } = await session.query<{ is_mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('refresh_statistics', 0)) as is_mine`,
    );
    if (rows[0]?.is_mine !== true) return NOTHING;
    // Of the transaction's beginning: what was committed before it is in what it reads.
    await session.query(
      `select mark_closed_orders(now() - make_interval(hours => ${SWEEP_BACK_HOURS}))
       from statistic_state
       where swept_at is null or swept_at <= now() - make_interval(mins => ${SWEEP_EACH_MINUTES})`,
    );
    await session.query(
      `update statistic_state set swept_at = now()
       where swept_at is null or swept_at <= now() - make_interval(mins => ${SWEEP_EACH_MINUTES})`,
    );
    const { marks, orders } = await takeMarks(session, marksAtOnce);
    let changes = 0;
    if (marks > 0) {
      const counted = await countOrders(session, orders);
      changes = counted.changes;
      await writeSequences(session, counted.touched);
    }
    const isComplete = marks < marksAtOnce;
    if (isComplete) await session.query('update statistic_state set refreshed_at = now()');
    return { marks, changes, isComplete };
  });
}

async function takeMarks(
  session: Session,
  limit: number,
): Promise<{ marks: number; orders: readonly MarkedOrder[] }> {
  const { rows } = await session.query<{ terminal_id: string; order_id: string }>(
    `delete from closed_order_marks
     where id in (select id from closed_order_marks order by id limit $1)
     returning terminal_id::text, order_id::text`,
    [limit],
  );
  const orders = new Map(
    rows.map((row) => [
      `${row.terminal_id}:${row.order_id}`,
      { terminalId: row.terminal_id, orderId: row.order_id },
    ]),
  );
  return { marks: rows.length, orders: [...orders.values()] };
}

export interface RefreshLoop {
  readonly database: Database;
  /** Whether there is time for another part. */
  readonly hasTime: () => boolean;
  /** Waits so long; ends early when there is no time left. */
  readonly pause: (ms: number) => Promise<void>;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Until more may have come. */
const PAUSE_MS = 5_000;

/**
 * Counts what is marked as long as there is time. While there is more, it rests after each part as long as the part took: storing comes first.
 * @returns the sums of all parts
 */
export async function refreshStatistics({ database, hasTime, pause, now }: RefreshLoop): Promise<Refreshed> {
  let all: Refreshed = NOTHING;
  while (hasTime()) {
    const beganAtMs = now();
    const part = await refreshPart(database);
    all = {
      marks: all.marks + part.marks,
      changes: all.changes + part.changes,
      isComplete: part.isComplete,
    };
    await pause(part.isComplete || part.marks === 0 ? PAUSE_MS : now() - beganAtMs);
  }
  return all;
}
