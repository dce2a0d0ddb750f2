import * as z from 'zod';
import type { QueueWatch } from '../aws/queue-watch.ts';
import type { Queryable } from '../database/pool.ts';
import { measureDatabase, measureTables } from './measure-database.ts';
import type { SystemData } from './sources.ts';

export interface SystemNeeds {
  readonly writer: Queryable;
  readonly queues: Pick<QueueWatch, 'readDepths'>;
  /** @returns milliseconds; undefined: there is no replica, it does not tell, or it is away */
  readonly readReplicaLagMs: () => Promise<number | undefined>;
  readonly databaseVcpu: number | undefined;
  readonly now: Date;
}

const waitingSchema = z.object({
  due: z.number(),
  oldest_s: z.number(),
  dead_letters: z.number(),
  registered: z.number(),
  enabled: z.number(),
  statistics_lag_s: z.number(),
  marks: z.number(),
});

/** Counting them all would read them all, each minute, while there are most. */
const MOST_MARKS = 100_000;

/** As long as nothing was ever counted the lag is the time since the first look at the system: silence would hide that nobody counts. */
const WAITING = `
  select (select count(*) from outbox where state in ('pending', 'sending') and not_before <= $1)::int as due,
         coalesce((select extract(epoch from $1 - min(not_before)) from outbox
                    where state in ('pending', 'sending') and not_before <= $1), 0)::float8 as oldest_s,
         (select count(*) from dead_letters)::int as dead_letters,
         (select count(*) from terminals where removed_at is null)::int as registered,
         (select count(*) from terminals where removed_at is null and enabled)::int as enabled,
         greatest(0, extract(epoch from $1 - coalesce(
           (select refreshed_at from statistic_state),
           (select min(measured_at) from measurements where source = 'system'),
           $1)))::float8 as statistics_lag_s,
         (select count(*) from (select from closed_order_marks limit ${MOST_MARKS}) as waiting)::int as marks`;

/**
 * What no program knows of itself. Queues that cannot be asked are null.
 * @throws when the database is away
 */
export async function measureSystem({
  writer,
  queues,
  readReplicaLagMs,
  databaseVcpu,
  now,
}: SystemNeeds): Promise<SystemData> {
  const [depths, replicaLagMs] = await Promise.all([queues.readDepths(), readReplicaLagMs()]);
  const activity = await measureDatabase(writer);
  const tables = await measureTables(writer);
  const { rows } = await writer.query<Record<string, unknown>>(WAITING, [now]);
  const waiting = waitingSchema.parse(rows[0]);
  return {
    database: { ...activity, vcpu: databaseVcpu ?? null, replicaLagMs: replicaLagMs ?? null },
    tables: Object.fromEntries(tables.map(({ table, ...size }) => [table, size])),
    queues: Object.fromEntries(
      depths.map(({ name, waiting, inFlight, deadLetters }) => [name, { waiting, inFlight, deadLetters }]),
    ),
    outbox: { due: waiting.due, oldestDueSeconds: waiting.oldest_s },
    deadLetters: waiting.dead_letters,
    terminals: { registered: waiting.registered, enabled: waiting.enabled },
    statistics: { lagSeconds: waiting.statistics_lag_s, marks: waiting.marks },
  };
}
