import type { Queryable } from '../../database/pool.ts';
import type { LabelKind } from './labels.ts';
import {
  CURRENCY_SQL,
  LAST_HEARD_SQL,
  STATUS_JOINS,
  stateSql,
  type TerminalState,
} from './terminal-state.ts';

/** All that is given has to hold. */
export interface TerminalFilter {
  /** A part of the name, the host or a tag, in any case of letters. */
  readonly search?: string;
  readonly label?: { readonly kind: LabelKind; readonly name: string };
  readonly state?: TerminalState;
}

export interface TerminalListItem {
  readonly terminalId: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly state: TerminalState;
  /** Decimal text in `currency`; null: no balance came yet. */
  readonly available: string | null;
  readonly total: string | null;
  /** As its orders say; null: none came yet. */
  readonly currency: string | null;
  /** Without the dot: 756 is 7.56. */
  readonly version: number | null;
  readonly lastHeardAt: Date | null;
}

export interface TerminalPage {
  readonly items: readonly TerminalListItem[];
  /** Of all that the filter lets through. */
  readonly total: number;
  /** Of the first item, from 1; 0 when there is none. */
  readonly firstPlace: number;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** A page begins after, or ends before, the terminal of this id, wherever its name puts it now. */
export type PageCursor = { readonly after: number } | { readonly before: number };

/** By name, of a fleet that the person may see; of another one: nothing. */
export async function listTerminals(
  database: Queryable,
  userId: number,
  fleetId: string,
  {
    filter = {},
    cursor,
    limit,
    now,
  }: {
    readonly filter?: TerminalFilter;
    readonly cursor?: PageCursor;
    readonly limit: number;
    readonly now: Date;
  },
): Promise<TerminalPage> {
  const isBackward = cursor !== undefined && 'before' in cursor;
  const cursorId = cursor === undefined ? null : 'before' in cursor ? cursor.before : cursor.after;
  const { rows } = await database.query<Record<string, unknown> & ListRow>(
    `with seen as (
       select t.id, t.name, t.host, t.port, b.available::text, b.total::text, b.version,
              ${LAST_HEARD_SQL} as last_heard_at, ${stateSql('$3')} as state
         from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1 ${STATUS_JOINS}
        where t.fleet_id = $2 and t.removed_at is null
          and ($4::text is null or strpos(lower(t.name), lower($4)) > 0 or strpos(lower(t.host), lower($4)) > 0
               or exists (select 1 from terminal_labels l
                           where l.terminal_id = t.id and l.kind = 'tag' and strpos(lower(l.name), lower($4)) > 0))
          and ($5::text is null or exists (select 1 from terminal_labels l
                where l.terminal_id = t.id and l.kind = $5 and lower(l.name) = lower($6)))
     ), found as (
       select *, row_number() over (order by lower(name), id)::int as place, count(*) over ()::int as whole
         from seen where $7::text is null or state = $7
     ), border as (
       -- The terminal that the last page ended with may be filtered out by now, renamed or removed: its name still says where it stood.
       select coalesce((select max(f.place) from found f, terminals c
                         where c.id = $8 and (lower(f.name), f.id) ${isBackward ? '<' : '<='} (lower(c.name), c.id)), 0) as place
     )
     select found.*, ${CURRENCY_SQL.replaceAll('t.id', 'found.id')} as currency
       from found, border
      where ${isBackward ? 'found.place <= border.place' : 'found.place > border.place'}
      order by found.place ${isBackward ? 'desc' : 'asc'} limit $9`,
    [
      userId,
      fleetId,
      now,
      filter.search ?? null,
      filter.label?.kind ?? null,
      filter.label?.name ?? null,
      filter.state ?? null,
      cursorId,
      limit,
    ],
  );
  if (isBackward) rows.reverse();
  const first = rows[0]?.place ?? 0;
  const whole = rows[0]?.whole ?? 0;
  return {
    items: rows.map(toItem),
    total: whole,
    firstPlace: first,
    hasPrevious: first > 1,
    hasNext: (rows.at(-1)?.place ?? 0) < whole,
  };
}

interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly state: TerminalState;
  readonly available: string | null;
  readonly total: string | null;
  readonly currency: string | null;
  readonly version: number | null;
  readonly last_heard_at: Date | null;
  readonly place: number;
  readonly whole: number;
}

function toItem(row: ListRow): TerminalListItem {
  return {
    terminalId: Number(row.id),
    name: row.name,
    host: row.host,
    port: row.port,
    state: row.state,
    available: row.available,
    total: row.total,
    currency: row.currency,
    version: row.version,
    lastHeardAt: row.last_heard_at,
  };
}
