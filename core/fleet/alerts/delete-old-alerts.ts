import type { Queryable } from '../../database/pool.ts';

/** Whoever was away for longer is told of what came since, and of the newest only. */
const ALERT_DAYS = 30;

/** A run that deletes for long would tell late; what is left is deleted by the next. */
const ROWS_AT_ONCE = 10_000;

/** Deletes what nobody is told of any more. @returns how many alerts there were */
export async function deleteOldAlerts(writer: Queryable, now: Date): Promise<number> {
  const { rowCount } = await writer.query(
    `delete from alerts where id in (
       select id from alerts where occurred_at < $1::timestamptz - make_interval(days => ${ALERT_DAYS}) order by occurred_at limit ${ROWS_AT_ONCE})`,
    [now],
  );
  await writer.query(`delete from alert_losses where day < ($1::timestamptz)::date - ${ALERT_DAYS}`, [now]);
  return rowCount ?? 0;
}
