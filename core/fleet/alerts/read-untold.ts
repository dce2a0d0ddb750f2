import * as z from 'zod';
import type { Session } from '../../database/pool.ts';
import { type Alert, alertSchema } from './alert.ts';

/** What one person has not been told of one fleet yet. */
export interface Untold {
  readonly fleetId: string;
  readonly fleetName: string;
  readonly userId: number;
  /** Of Telegram and chosen; who made the text chooses between them. */
  readonly language: string | undefined;
  readonly telegramLanguage: string | undefined;
  readonly timeZone: string;
  readonly alerts: readonly Alert[];
  /** After this is told, `markTold` takes it. */
  readonly lastId: string;
}

/** Of one person and fleet at most: somebody who was away for a month is told of the newest. */
const ALERTS_AT_ONCE = 50;

const rowSchema = z.object({
  fleet_id: z.string(),
  fleet_name: z.string(),
  user_id: z.string().transform(Number),
  language: z.string().nullable(),
  telegram_language: z.string().nullable(),
  time_zone: z.string().nullable(),
  told_id: z.string(),
  last_id: z.string(),
  alerts: z.array(
    z
      .object({ id: z.string(), kind: z.string(), subject: z.unknown(), occurredAt: z.string() })
      .transform((alert) => ({ ...alert, occurredAt: new Date(alert.occurredAt) }))
      .pipe(alertSchema),
  ),
});

/**
 * Members who can be written to, want to know, and have no quiet hours now; each with what is new since they were told last. Locked until
 * the transaction ends, so that two runs never tell the same.
 * @param bot whose chat they have opened
 */
export async function readUntold(session: Session, bot: string, now: Date, limit: number): Promise<Untold[]> {
  // Who joins begins with what comes after.
  await session.query(
    `insert into alert_readers (fleet_id, user_id, told_id)
     select m.fleet_id, m.user_id, coalesce((select max(id) from alerts), 0) from fleet_members m
     join bot_users b on b.user_id = m.user_id and b.bot = $1
     on conflict do nothing`,
    [bot],
  );
  const { rows } = await session.query(
    `select r.fleet_id::text, f.name as fleet_name, r.user_id::text, u.language, u.telegram_language, u.time_zone,
       r.told_id::text, news.last_id::text, news.alerts
     from alert_readers r
     join fleet_members m on m.fleet_id = r.fleet_id and m.user_id = r.user_id
     join fleets f on f.id = r.fleet_id
     join users u on u.id = r.user_id
     join bot_users b on b.user_id = r.user_id and b.bot = $1 and b.blocked_at is null and b.unreachable_at is null
     left join alert_settings s on s.fleet_id = r.fleet_id and s.user_id = r.user_id
     cross join lateral (
       select max(id) as last_id,
         jsonb_agg(jsonb_build_object('id', id::text, 'kind', kind, 'subject', subject, 'occurredAt', occurred_at) order by id) as alerts
       from (
         select * from alerts a
         where a.fleet_id = r.fleet_id and a.id > r.told_id and (a.user_id is null or a.user_id = r.user_id)
           and case a.kind when 'api-errors' then coalesce(s.api_errors, true) when 'loss' then true else coalesce(s.silent, true) end
         order by a.id desc limit ${ALERTS_AT_ONCE}
       ) newest
     ) news
     where news.alerts is not null and not (
       s.quiet_from is not null and case
         when s.quiet_from <= s.quiet_to
           then ($2::timestamptz at time zone coalesce(u.time_zone, 'UTC'))::time >= s.quiet_from
             and ($2::timestamptz at time zone coalesce(u.time_zone, 'UTC'))::time < s.quiet_to
         else ($2::timestamptz at time zone coalesce(u.time_zone, 'UTC'))::time >= s.quiet_from
             or ($2::timestamptz at time zone coalesce(u.time_zone, 'UTC'))::time < s.quiet_to
       end)
     order by news.last_id limit $3
     for update of r skip locked`,
    [bot, now, limit],
  );
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => {
      // A run that ended between this one's snapshot and its lock: `told_id` is then the one it wrote, and `alerts` what was new before.
      const toldId = BigInt(row.told_id);
      return { ...row, alerts: row.alerts.filter(({ id }) => BigInt(id) > toldId) };
    })
    .filter(({ alerts }) => alerts.length > 0)
    .map((row) => ({
      fleetId: row.fleet_id,
      fleetName: row.fleet_name,
      userId: row.user_id,
      language: row.language ?? undefined,
      telegramLanguage: row.telegram_language ?? undefined,
      timeZone: row.time_zone ?? 'UTC',
      alerts: row.alerts,
      lastId: row.last_id,
    }));
}

/** In the transaction that writes the messages. */
export async function markTold(session: Session, told: readonly Untold[]): Promise<void> {
  await session.query(
    `update alert_readers r set told_id = t.last_id
     from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as t(fleet_id, user_id, last_id)
     where r.fleet_id = t.fleet_id and r.user_id = t.user_id`,
    [told.map((one) => one.fleetId), told.map((one) => one.userId), told.map((one) => one.lastId)],
  );
}
