import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { Parameters } from './facts-sql.ts';
import type { StatisticFilter } from './statistic-filter.ts';
import { SCOPE_SQL, scopeParameters } from '../terminals/terminal-scope.ts';

const countRows = z.array(z.object({ currency: z.string().nullable(), orders: z.int() }));

/** How many orders are open now, by currency, with the filters of the statistics but for the period. */
export async function countOpenOrders(
  queries: Queryable,
  filter: StatisticFilter,
): Promise<ReadonlyMap<string | null, number>> {
  const { userId, fleetId, terminalIds, group, tag, strategies, symbols, currency, isEmulator } = filter;
  const parameters = new Parameters();
  for (const value of scopeParameters({ userId, fleetId, group, tag })) parameters.add(value);
  const isNamed = (column: string, names: readonly string[] | undefined): string =>
    names === undefined ? 'true' : `coalesce(${column}, '') = any(${parameters.add(names)}::text[])`;
  const { rows } = await queries.query(
    `select o.currency, count(*)::int as orders
     from orders o
     join (select t.id from ${SCOPE_SQL}) t on t.id = o.terminal_id
     where o.status = 'Open' and not o.deleted and o.is_emulator = ${parameters.add(isEmulator)}
       and ${terminalIds === undefined ? 'true' : `o.terminal_id = any(${parameters.add(terminalIds)}::bigint[])`}
       and ${isNamed('o.strategy', strategies)} and ${isNamed('o.symbol', symbols)}
       and ${currency === undefined ? 'true' : isNamed('o.currency', [currency])}
     group by o.currency`,
    parameters.values,
  );
  return new Map(countRows.parse(rows).map((row) => [row.currency, row.orders]));
}
