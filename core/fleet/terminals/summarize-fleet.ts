import type { Queryable } from '../../database/pool.ts';
import { CURRENCY_SQL, STATUS_JOINS, stateSql, type TerminalState } from './terminal-state.ts';

export interface FleetSummary {
  readonly terminals: number;
  readonly byState: StateCounts;
  /** Of the newest balances, most terminals first. */
  readonly money: readonly FleetMoney[];
  readonly ordersOpen: number;
}

export interface FleetMoney {
  /** Null: of terminals whose orders have not named it yet. */
  readonly currency: string | null;
  readonly terminals: number;
  /** Decimal text. */
  readonly available: string;
  readonly total: string;
}

export type StateCounts = Readonly<Record<TerminalState, number>>;

interface SummaryRow {
  readonly state: TerminalState | null;
  readonly currency: string | null;
  readonly is_by_state: boolean;
  readonly terminals: number;
  readonly with_money: number;
  readonly available: string;
  readonly total: string;
  readonly orders_open: number;
}

/** The numbers of a fleet that the person may see; of another one: zeros. Made for the reader. */
export async function summarizeFleet(
  database: Queryable,
  userId: number,
  fleetId: string,
  now: Date,
): Promise<FleetSummary> {
  const { rows } = await database.query<SummaryRow & Record<string, unknown>>(
    `select state, currency, grouping(state) = 0 as is_by_state,
            count(*)::int as terminals, count(total)::int as with_money,
            coalesce(sum(available), 0)::text as available, coalesce(sum(total), 0)::text as total,
            sum(orders_open)::int as orders_open
       from (select ${stateSql('$3')} as state, b.available, b.total,
                    case when b.total is not null then ${CURRENCY_SQL} end as currency,
                    (select count(*) from orders o
                      where o.terminal_id = t.id and o.status = 'Open' and not o.deleted) as orders_open
               from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1 ${STATUS_JOINS}
              where t.fleet_id = $2 and t.removed_at is null) seen
      group by grouping sets ((state), (currency))`,
    [userId, fleetId, now],
  );
  const states = rows.filter((row) => row.is_by_state);
  return {
    terminals: states.reduce((sum, row) => sum + row.terminals, 0),
    byState: countsOf(states),
    money: rows
      .filter((row) => !row.is_by_state && row.with_money > 0)
      .sort((one, other) => other.with_money - one.with_money)
      .map(({ currency, with_money, available, total }) => ({
        currency,
        terminals: with_money,
        available,
        total,
      })),
    ordersOpen: states.reduce((sum, row) => sum + row.orders_open, 0),
  };
}

/** The states alone, for the buttons of a list: an eighth of what the whole summary costs, which looks at orders too. */
export async function countStates(
  database: Queryable,
  userId: number,
  fleetId: string,
  now: Date,
): Promise<StateCounts> {
  const { rows } = await database.query<{ state: TerminalState; terminals: number }>(
    `select ${stateSql('$3')} as state, count(*)::int as terminals
       from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1 ${STATUS_JOINS}
      where t.fleet_id = $2 and t.removed_at is null group by 1`,
    [userId, fleetId, now],
  );
  return countsOf(rows);
}

function countsOf(rows: readonly { state: TerminalState | null; terminals: number }[]): StateCounts {
  const countOf = (state: TerminalState): number => rows.find((row) => row.state === state)?.terminals ?? 0;
  return {
    online: countOf('online'),
    stopped: countOf('stopped'),
    silent: countOf('silent'),
    never: countOf('never'),
    paused: countOf('paused'),
  };
}
