import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireRole } from '../terminals/fleets.ts';
import { SCOPE_PARAMETERS, SCOPE_SQL, scopeParameters } from '../terminals/terminal-scope.ts';
import { type Dimension, NO_NAME } from './series.ts';

/** The one set of filters that every part of the statistics takes. All that is given has to hold. */
export interface StatisticFilter {
  /** Telegram's id: who is not a member of a fleet is told nothing of it. */
  readonly userId: number;
  /** @default all fleets that the person is in */
  readonly fleetId?: string | undefined;
  readonly terminalIds?: readonly number[] | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  /** Names as orders have them; an empty one: orders without. */
  readonly strategies?: readonly string[] | undefined;
  readonly symbols?: readonly string[] | undefined;
  /** Empty: orders whose currency the terminal did not tell. */
  readonly currency?: string | undefined;
  readonly isEmulator: boolean;
}

export interface Book {
  readonly id: number;
  readonly currency: string | null;
}

/** A filter as the tables know it. Null: not filtered. */
export interface Scope {
  readonly books: readonly Book[];
  readonly terminalIds: readonly number[] | null;
  readonly strategyIds: readonly number[] | null;
  readonly symbolIds: readonly number[] | null;
  /** Everything that was stored until then is counted; null: the first count is not done yet. */
  readonly asOf: Date | null;
}

const found = z
  .array(
    z.object({
      books: z.array(z.object({ id: z.int(), currency: z.string().nullable() })),
      terminals: z.array(z.int()).nullable(),
      names: z.array(z.object({ id: z.int(), name: z.string() })),
      as_of: z.date().nullable(),
    }),
  )
  .length(1);

/**
 * Ownership is here, and nowhere below: books are of the person's fleets only, and a terminal of another's has no order in them.
 * @throws FleetUnknownError
 */
export async function findScope(queries: Queryable, filter: StatisticFilter): Promise<Scope> {
  const { userId, fleetId, terminalIds, group, tag, strategies, symbols, currency, isEmulator } = filter;
  if (fleetId !== undefined) await requireRole(queries, userId, fleetId, 'viewer');
  const next = SCOPE_PARAMETERS;
  const isLabelled = group !== undefined || tag !== undefined;
  const { rows } = await queries.query(
    `select
       array(select json_build_object('id', b.id, 'currency', b.currency)
         from statistic_books b join fleet_members m on m.fleet_id = b.fleet_id and m.user_id = $1
         where ($2::bigint is null or b.fleet_id = $2) and b.is_emulator = $${next + 1}
           and ($${next + 2}::text is null or coalesce(b.currency, '') = $${next + 2})
         order by b.id) as books,
       case when $${next + 3} then
         (select coalesce(json_agg(t.id order by t.id), '[]') from ${SCOPE_SQL}) end as terminals,
       array(select json_build_object('id', id, 'name', name) from statistic_names where name = any($${next + 4}::text[])) as names,
       (select refreshed_at from statistic_state) as as_of`,
    [
      ...scopeParameters({ userId, fleetId, group, tag }),
      isEmulator,
      currency ?? null,
      isLabelled,
      [...(strategies ?? []), ...(symbols ?? [])],
    ],
  );
  const [row] = found.parse(rows);
  if (row === undefined) throw new Error('no row of the scope');
  const ids = new Map(row.names.map(({ id, name }) => [name, id]));
  return {
    books: row.books,
    terminalIds: both(row.terminals, terminalIds ?? null),
    strategyIds: idsOf(strategies, ids),
    symbolIds: idsOf(symbols, ids),
    asOf: row.as_of,
  };
}

function both(some: readonly number[] | null, others: readonly number[] | null): readonly number[] | null {
  if (some === null || others === null) return some ?? others;
  const known = new Set(some);
  return others.filter((id) => known.has(id));
}

/** A name that no order has is none of them, and not "all". */
function idsOf(
  names: readonly string[] | undefined,
  ids: ReadonlyMap<string, number>,
): readonly number[] | null {
  if (names === undefined) return null;
  return names.flatMap((name) => (name === '' ? [NO_NAME] : (ids.get(name) ?? [])));
}

/** The keys that a scope leaves of a dimension; null: all. */
export function keysOf(scope: Scope, dimension: Dimension): readonly number[] | null {
  switch (dimension) {
    case 'fleet':
      return null;
    case 'terminal':
      return scope.terminalIds;
    case 'strategy':
      return scope.strategyIds;
    case 'symbol':
      return scope.symbolIds;
  }
}

/**
 * The dimension whose cells hold what a scope leaves, broken down by `by`; undefined: no cell does, and orders are read.
 * @default by nothing
 */
export function dimensionOf(scope: Scope, by: Dimension = 'fleet'): Dimension | undefined {
  const needed = new Set<Dimension>(by === 'fleet' ? [] : [by]);
  for (const dimension of ['terminal', 'strategy', 'symbol'] as const)
    if (keysOf(scope, dimension) !== null) needed.add(dimension);
  const [only = 'fleet', ...more] = needed;
  return more.length === 0 ? only : undefined;
}
