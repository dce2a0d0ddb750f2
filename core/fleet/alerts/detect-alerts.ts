import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import { NAMED_ERRORS, NAMED_TERMINALS } from './alert.ts';

/** A terminal counts as silent 15 s after its last word; one that is back by then was never away for people. */
const SILENT_FOR_SECONDS = 60;

/** The first errors are told at once, what follows them together. */
const ERRORS_TOGETHER_SECONDS = 15 * 60;

/** Older runs of store-batch than this are over: their errors are visible. */
const LATE_COMMIT_SECONDS = 30;

/** Longer texts of errors say nothing more. */
const ERROR_TEXT_CHARACTERS = 200;

/**
 * Finds what there is to tell and writes it to `alerts`, in one transaction: what was found once is not found again. Two runs at once take
 * turns.
 */
export async function detectAlerts(database: Database, now: Date): Promise<void> {
  await inTransaction(database, async (session) => {
    await session.query(`select pg_advisory_xact_lock(hashtextextended('detect_alerts', 0))`);
    await detectSilence(session, now);
    await detectReturns(session, now);
    await detectErrors(session, now);
    await detectLosses(session, now);
  });
}

const NAMED = `to_jsonb((array_agg(jsonb_build_object('id', id, 'name', name) order by lower(name), id))[1:${NAMED_TERMINALS}])`;

/** One that was never heard is not told: it has just been added, and its test said so. */
async function detectSilence(session: Session, now: Date): Promise<void> {
  await session.query(
    `with gone as (
       select t.id, t.fleet_id, t.name, s.changed_at from terminals t
       join terminal_status s on s.terminal_id = t.id
       where t.enabled and t.removed_at is null and not s.is_online
         and s.changed_at <= $1::timestamptz - make_interval(secs => ${SILENT_FOR_SECONDS})
         and exists (select from balances b where b.terminal_id = t.id)
         and not exists (select from alert_terminals a where a.terminal_id = t.id)
     ), marked as (
       insert into alert_terminals (terminal_id, silent_since) select id, changed_at from gone
     )
     insert into alerts (fleet_id, kind, subject, occurred_at)
     select fleet_id, 'silent', jsonb_build_object('count', count(*), 'terminals', ${NAMED}), max(changed_at)
     from gone group by fleet_id`,
    [now],
  );
}

async function detectReturns(session: Session, now: Date): Promise<void> {
  // Paused and removed ones are silent because somebody wants it so.
  await session.query(
    `delete from alert_terminals a using terminals t
     where t.id = a.terminal_id and (not t.enabled or t.removed_at is not null)`,
  );
  await session.query(
    `with back as (
       delete from alert_terminals a using terminals t, terminal_status s
       where t.id = a.terminal_id and s.terminal_id = t.id and s.is_online
       returning t.id, t.fleet_id, t.name
     )
     insert into alerts (fleet_id, kind, subject, occurred_at)
     select fleet_id, 'back', jsonb_build_object('count', count(*), 'terminals', ${NAMED}), $1::timestamptz
     from back group by fleet_id`,
    [now],
  );
}

async function detectErrors(session: Session, now: Date): Promise<void> {
  const { rows } = await session.query<{ told: string; hasNews: boolean }>(
    `select visible_id::text as told, read_at <= $1::timestamptz - make_interval(secs => ${LATE_COMMIT_SECONDS}) as "hasNews"
     from alert_error_cursor`,
    [now],
  );
  const [cursor] = rows;
  if (cursor?.hasNews !== true) return;
  // A fleet that is seen for the first time begins with what comes now, not with its history.
  await session.query(
    `insert into alert_error_marks (fleet_id, told_id, told_at) select id, $1, '-infinity' from fleets on conflict do nothing`,
    [cursor.told],
  );
  await session.query(
    `with news as (
       select m.fleet_id, e.id, e.terminal_id, e.error_code, e.symbol, e.error_text, e.received_at
       from alert_error_marks m
       join terminals t on t.fleet_id = m.fleet_id
       join api_errors e on e.terminal_id = t.id and e.id > m.told_id and e.id <= $2
       where m.told_at <= $1::timestamptz - make_interval(secs => ${ERRORS_TOGETHER_SECONDS})
         and e.id > (select min(told_id) from alert_error_marks)
     ), kinds as (
       select fleet_id, error_code, symbol, count(*)::int as count,
         left((array_agg(error_text order by id desc))[1], ${ERROR_TEXT_CHARACTERS}) as text,
         row_number() over (partition by fleet_id order by count(*) desc, symbol, error_code) as place
       from news group by fleet_id, error_code, symbol
     ), marked as (
       -- Fleets without news move on too, or the next run would read their history again.
       update alert_error_marks m set told_id = $2,
         told_at = case when m.fleet_id in (select fleet_id from news) then $1::timestamptz else m.told_at end
       where m.told_at <= $1::timestamptz - make_interval(secs => ${ERRORS_TOGETHER_SECONDS})
     )
     insert into alerts (fleet_id, kind, subject, occurred_at)
     select fleet_id, 'api-errors', jsonb_build_object(
         'count', count(*), 'terminals', count(distinct terminal_id),
         'top', (select jsonb_agg(jsonb_build_object('count', k.count, 'code', error_code, 'symbol', symbol, 'text', text) order by place)
                 from kinds k where k.fleet_id = news.fleet_id and place <= ${NAMED_ERRORS})),
       max(received_at)
     from news group by fleet_id`,
    [now, cursor.told],
  );
  await session.query(
    'update alert_error_cursor set visible_id = coalesce((select max(id) from api_errors), 0), read_at = $1',
    [now],
  );
}

/** Real money only, of the day as the person's calendar has it; once a day, and again when the person sets another limit. */
async function detectLosses(session: Session, now: Date): Promise<void> {
  await session.query(
    `with wanted as (
       select a.fleet_id, a.user_id, a.loss_limit, a.loss_currency, coalesce(u.time_zone, 'UTC') as zone
       from alert_settings a
       join fleet_members m on m.fleet_id = a.fleet_id and m.user_id = a.user_id
       left join users u on u.id = a.user_id
       where a.loss_limit is not null
     ), sums as (
       -- Once for all who ask the same: a fleet's orders of a day are looked for terminal by terminal.
       select d.fleet_id, d.loss_currency, d.zone, sum(o.profit_btc) as profit
       from (select distinct fleet_id, loss_currency, zone from wanted) d
       join terminals t on t.fleet_id = d.fleet_id
       join orders o on o.terminal_id = t.id and o.closed_at >= date_trunc('day', $1::timestamptz at time zone d.zone) at time zone d.zone
         and o.closed_at <= $1 and o.status = 'Closed' and not o.deleted and not o.is_emulator and o.currency = d.loss_currency
       group by d.fleet_id, d.loss_currency, d.zone
     ), losses as (
       select w.*, date_trunc('day', $1::timestamptz at time zone w.zone)::date as day, sums.profit
       from wanted w join sums using (fleet_id, loss_currency, zone)
       where sums.profit <= -w.loss_limit
     ), new_losses as (
       insert into alert_losses (fleet_id, user_id, day, loss_limit, currency)
       select fleet_id, user_id, day, loss_limit, loss_currency from losses on conflict do nothing
       returning fleet_id, user_id, loss_limit, currency
     )
     insert into alerts (fleet_id, kind, user_id, subject, occurred_at)
     select n.fleet_id, 'loss', n.user_id,
       jsonb_build_object('currency', n.currency, 'profit', l.profit::text, 'limit', n.loss_limit::text), $1
     from new_losses n
     join losses l on l.fleet_id = n.fleet_id and l.user_id = n.user_id and l.loss_limit = n.loss_limit and l.loss_currency = n.currency`,
    [now],
  );
}
