import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import type { Change } from './world.ts';

const alertRow = z.object({
  id: z.string(),
  fleet_id: z.string(),
  user_id: z.coerce.number().int().nullable(),
  kind: z.enum(['silent', 'back', 'api-errors', 'loss']),
  subject: z.record(z.string(), z.unknown()),
  occurred_at: z.date(),
});

/** Of one look; the rest at the next. */
const ALERTS_AT_ONCE = 500;

/** The newest alert there is: what comes after it is new. */
export async function readNewestAlert(database: Queryable): Promise<string> {
  const { rows } = await database.query('select coalesce(max(id), 0)::text as id from alerts');
  return z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
}

/** @returns the alerts after this one, and which is the newest now */
export async function pollAlerts(
  database: Queryable,
  afterId: string,
  now: Date,
): Promise<{ readonly changes: readonly Change[]; readonly newest: string }> {
  const { rows } = await database.query(
    `select id::text, fleet_id::text, user_id::text, kind, subject, occurred_at from alerts
      where id > $1 order by id limit ${ALERTS_AT_ONCE}`,
    [afterId],
  );
  const alerts = z.array(alertRow).parse(rows);
  return {
    newest: alerts.at(-1)?.id ?? afterId,
    changes: alerts.map((row): Change => ({
      key: `alert:${row.id}`,
      fleetId: row.fleet_id,
      ...(row.user_id === null ? {} : { onlyUserId: row.user_id }),
      topics: ['alarms'],
      message: {
        kind: 'alert',
        id: row.id,
        fleetId: row.fleet_id,
        alert: row.kind,
        subject: row.subject,
        occurredAt: row.occurred_at.toISOString(),
      },
      // An alert is of a minute, written at its end: what is measured is how long it took from here.
      happenedAtMs: now.getTime(),
    })),
  };
}
