import * as z from 'zod';
import type { Queryable } from '../database/pool.ts';
import {
  LAST_HEARD_SQL,
  STATUS_JOINS,
  stateSql,
  TERMINAL_STATES,
} from '../fleet/terminals/terminal-state.ts';
import type { PolledTerminal } from './terminal-book.ts';

const terminalRow = z.object({
  id: z.string().transform(Number),
  fleet_id: z.string(),
  state: z.enum(TERMINAL_STATES),
  available: z.string().nullable(),
  total: z.string().nullable(),
  version: z.int().nullable(),
  last_seen_at: z.date().nullable(),
});

/** Every terminal of these fleets, as the pages show it. */
export async function pollTerminals(
  database: Queryable,
  fleetIds: Iterable<string>,
  now: Date,
): Promise<PolledTerminal[]> {
  const { rows } = await database.query(
    `select t.id::text, t.fleet_id::text, ${stateSql('$2')} as state, b.available::text, b.total::text, b.version,
            ${LAST_HEARD_SQL} as last_seen_at
       from terminals t ${STATUS_JOINS}
      where t.fleet_id = any($1::bigint[]) and t.removed_at is null`,
    [[...fleetIds], now],
  );
  return z
    .array(terminalRow)
    .parse(rows)
    .map((row) => ({
      terminalId: row.id,
      fleetId: row.fleet_id,
      state: row.state,
      available: row.available,
      total: row.total,
      version: row.version,
      lastSeenAtMs: row.last_seen_at?.getTime(),
    }));
}

const fleetRow = z.object({ id: z.string().transform(Number), fleet_id: z.string() });

/** The fleet of every terminal. */
export async function readFleetsOfTerminals(database: Queryable): Promise<ReadonlyMap<number, string>> {
  const { rows } = await database.query(
    'select id::text, fleet_id::text from terminals where removed_at is null',
  );
  return new Map(
    z
      .array(fleetRow)
      .parse(rows)
      .map(({ id, fleet_id: fleetId }) => [id, fleetId]),
  );
}

/** Another number: a terminal was added, changed or removed (migrations/0001_terminals.sql). */
export async function readTerminalsRevision(database: Queryable): Promise<string> {
  const { rows } = await database.query('select revision::text from terminals_revision');
  return z.tuple([z.object({ revision: z.string() })]).parse(rows)[0].revision;
}
