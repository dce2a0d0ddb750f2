import type { Queryable } from '../../database/pool.ts';
import type { FleetRole } from './fleets.ts';
import { TerminalUnknownError } from './refusals.ts';
import {
  CURRENCY_SQL,
  LAST_HEARD_SQL,
  STATUS_JOINS,
  stateSql,
  type TerminalState,
} from './terminal-state.ts';

/** All of a terminal on one page. */
export interface TerminalCard {
  readonly terminalId: number;
  readonly fleetId: string;
  /** Of the person who looks. */
  readonly role: FleetRole;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly hasPassword: boolean;
  readonly isEnabled: boolean;
  readonly note: string | null;
  readonly groups: readonly string[];
  readonly tags: readonly string[];
  readonly state: TerminalState;
  readonly lastHeardAt: Date | null;
  /** As the terminal calls itself. */
  readonly botName: string | null;
  readonly version: number | null;
  /** Decimal text in `currency`. */
  readonly available: string | null;
  readonly total: string | null;
  readonly currency: string | null;
  /** The total of a day ago, or the oldest since; null: nothing but the newest is known. */
  readonly totalDayAgo: string | null;
  readonly ordersOpen: number;
  readonly ordersOpenEmulator: number;
  readonly errorsOfDay: number;
  readonly strategyPacks: number;
}

/** @throws TerminalUnknownError */
export async function readTerminalCard(
  database: Queryable,
  userId: number,
  terminalId: number,
  now: Date,
): Promise<TerminalCard> {
  const { rows } = await database.query<CardRow & Record<string, unknown>>(
    `select t.id::text, t.fleet_id::text, m.role, t.name, t.host, t.port, t.password_sealed is not null as has_password,
            t.enabled, t.note, ${stateSql('$3')} as state, ${LAST_HEARD_SQL} as last_heard_at,
            b.bot_name, b.version, b.available::text, b.total::text, ${CURRENCY_SQL} as currency,
            array(select l.name from terminal_labels l where l.terminal_id = t.id and l.kind = 'group' order by lower(l.name)) as groups,
            array(select l.name from terminal_labels l where l.terminal_id = t.id and l.kind = 'tag' order by lower(l.name)) as tags,
            (select h.total::text from balance_history h
              where h.terminal_id = t.id and h.minute >= $3::timestamptz - interval '1 day' and h.total is not null
              order by h.minute limit 1) as total_day_ago,
            (select count(*)::int from orders o
              where o.terminal_id = t.id and o.status = 'Open' and not o.deleted and not o.is_emulator) as orders_open,
            (select count(*)::int from orders o
              where o.terminal_id = t.id and o.status = 'Open' and not o.deleted and o.is_emulator) as orders_open_emulator,
            (select count(*)::int from api_errors e
              where e.terminal_id = t.id and e.received_at >= $3::timestamptz - interval '1 day') as errors_of_day,
            (select count(*)::int from strategies g where g.terminal_id = t.id) as strategy_packs
       from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1 ${STATUS_JOINS}
      where t.id = $2 and t.removed_at is null`,
    [userId, terminalId, now],
  );
  const [row] = rows;
  if (row === undefined) throw new TerminalUnknownError('no such terminal');
  return {
    terminalId: Number(row.id),
    fleetId: row.fleet_id,
    role: row.role,
    name: row.name,
    host: row.host,
    port: row.port,
    hasPassword: row.has_password,
    isEnabled: row.enabled,
    note: row.note,
    groups: row.groups,
    tags: row.tags,
    state: row.state,
    lastHeardAt: row.last_heard_at,
    botName: row.bot_name,
    version: row.version,
    available: row.available,
    total: row.total,
    currency: row.currency,
    totalDayAgo: row.total_day_ago,
    ordersOpen: row.orders_open,
    ordersOpenEmulator: row.orders_open_emulator,
    errorsOfDay: row.errors_of_day,
    strategyPacks: row.strategy_packs,
  };
}

interface CardRow {
  readonly id: string;
  readonly fleet_id: string;
  readonly role: FleetRole;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly has_password: boolean;
  readonly enabled: boolean;
  readonly note: string | null;
  readonly state: TerminalState;
  readonly last_heard_at: Date | null;
  readonly bot_name: string | null;
  readonly version: number | null;
  readonly available: string | null;
  readonly total: string | null;
  readonly currency: string | null;
  readonly groups: string[];
  readonly tags: string[];
  readonly total_day_ago: string | null;
  readonly orders_open: number;
  readonly orders_open_emulator: number;
  readonly errors_of_day: number;
  readonly strategy_packs: number;
}
