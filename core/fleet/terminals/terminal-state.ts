/** A terminal says its balance each 5 s; after a minute without, whatever the task last said of it, it is not heard. */
const SILENT_AFTER_S = 60;

/**
 * `online`: heard, and trading; `stopped`: heard, and its trading is off; `silent`: was heard before; `never`: never was; `paused`: the system
 * does not listen to it.
 */
export const TERMINAL_STATES = ['online', 'stopped', 'silent', 'never', 'paused'] as const;
export type TerminalState = (typeof TERMINAL_STATES)[number];

/**
 * SQL of a terminal's state, of `terminals t`, `balances b` and `terminal_status s` joined to it. The task's word that it fell silent is
 * quicker than the age of its balance, and is gone when the task is; a balance that came after it says that it is back.
 * @param now placeholder of the time
 */
export function stateSql(now: string): string {
  return `case
      when not t.enabled then 'paused'
      when b.received_at is null and s.terminal_id is null then 'never'
      when s.is_online is false and coalesce(b.received_at <= s.changed_at, true) then 'silent'
      when b.received_at < ${now}::timestamptz - interval '${SILENT_AFTER_S} s' then 'silent'
      when b.is_running is false then 'stopped'
      else 'online'
    end`;
}

/** SQL of when a terminal was last heard, of the same tables: null when it never was. The moment at which it was called silent is none. */
export const LAST_HEARD_SQL = 'greatest(b.received_at, case when s.is_online then s.changed_at end)';

export const STATUS_JOINS = `left join balances b on b.terminal_id = t.id left join terminal_status s on s.terminal_id = t.id`;

/**
 * SQL of the currency of a terminal's money. A balance does not name it; its orders do, and the newest closed one is found by an index, the
 * open ones by another.
 */
export const CURRENCY_SQL = `coalesce(
    (select o.currency from orders o where o.terminal_id = t.id and o.closed_at is not null and o.currency is not null
      order by o.closed_at desc limit 1),
    (select o.currency from orders o where o.terminal_id = t.id and o.status = 'Open' and not o.deleted and o.currency is not null
      order by o.opened_at desc limit 1))`;
