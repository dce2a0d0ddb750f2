import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireRole } from '../../fleet/terminals/fleets.ts';
import {
  CURRENCY_SQL,
  LAST_HEARD_SQL,
  STATUS_JOINS,
  stateSql,
  TERMINAL_STATES,
  type TerminalState,
} from '../../fleet/terminals/terminal-state.ts';

/** All that is given has to hold. */
export interface TerminalQuery {
  /** @default all fleets that the person is in */
  readonly fleetId?: string | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  readonly state?: TerminalState | undefined;
  /** A part of the name, the host or a tag, in any case of letters. */
  readonly search?: string | undefined;
  /** Terminals with an id above this: the last one of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

const label = z.array(z.string());
const rowSchema = z
  .object({
    id: z.coerce.number().int(),
    fleetId: z.string(),
    name: z.string(),
    host: z.string(),
    port: z.number(),
    state: z.enum(TERMINAL_STATES),
    available: z.string().nullable(),
    total: z.string().nullable(),
    currency: z.string().nullable(),
    version: z.number().nullable(),
    groups: label,
    tags: label,
    lastSeenAt: z.date().nullable(),
  })
  .readonly();

/** `available` and `total` are decimal text in `currency`; `version` is without its dot: 756 is 7.56. */
export type ListedTerminal = z.infer<typeof rowSchema>;

export interface TerminalPage {
  readonly terminals: readonly ListedTerminal[];
  readonly hasMore: boolean;
}

const labelsSql = (kind: string): string =>
  `array(select l.name from terminal_labels l where l.terminal_id = t.id and l.kind = '${kind}' order by lower(l.name))`;

const hasLabelSql = (kind: string, name: string): string =>
  `(${name}::text is null or exists (select 1 from terminal_labels l
      where l.terminal_id = t.id and l.kind = '${kind}' and lower(l.name) = lower(${name})))`;

/**
 * By id, so that a page neither repeats nor leaves out a terminal that is renamed meanwhile. Of fleets that the person may see.
 * @throws FleetUnknownError
 */
export async function pageTerminals(
  database: Queryable,
  userId: number,
  query: TerminalQuery,
  now: Date,
): Promise<TerminalPage> {
  const { fleetId, group, tag, state, search, after = 0, limit } = query;
  if (fleetId !== undefined) await requireRole(database, userId, fleetId, 'viewer');
  const { rows } = await database.query(
    `with seen as (
       select t.id, t.fleet_id, t.name, t.host, t.port, b.available, b.total, b.version,
              ${LAST_HEARD_SQL} as last_heard_at, ${stateSql('$2')} as state
         from terminals t join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1 ${STATUS_JOINS}
        where t.removed_at is null and t.id > $3 and ($4::bigint is null or t.fleet_id = $4)
          and ${hasLabelSql('group', '$5')} and ${hasLabelSql('tag', '$6')}
          and ($7::text is null or strpos(lower(t.name), lower($7)) > 0 or strpos(lower(t.host), lower($7)) > 0
               or exists (select 1 from terminal_labels l
                           where l.terminal_id = t.id and l.kind = 'tag' and strpos(lower(l.name), lower($7)) > 0))
     ), page as (
       select * from seen where $8::text is null or state = $8 order by id limit $9
     )
     select t.id::text, t.fleet_id::text as "fleetId", t.name, t.host, t.port, t.state, t.available::text, t.total::text,
            ${CURRENCY_SQL} as currency, t.version, ${labelsSql('group')} as groups, ${labelsSql('tag')} as tags,
            t.last_heard_at as "lastSeenAt"
       from page t order by t.id`,
    [
      userId,
      now,
      after,
      fleetId ?? null,
      group ?? null,
      tag ?? null,
      search ?? null,
      state ?? null,
      limit + 1,
    ],
  );
  const terminals = z.array(rowSchema).parse(rows);
  return { terminals: terminals.slice(0, limit), hasMore: terminals.length > limit };
}
