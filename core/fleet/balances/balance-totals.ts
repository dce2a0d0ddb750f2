import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireScope, SCOPE_SQL, type TerminalScope, scopeParameters } from '../terminals/terminal-scope.ts';
import { CURRENCY_SQL, STATUS_JOINS, stateSql, TERMINAL_STATES } from '../terminals/terminal-state.ts';

/** Newest balances of the terminals of one currency and state. Decimal text. */
export interface BalanceTotal {
  /** Null: their orders have not named it yet. */
  readonly currency: string | null;
  readonly state: (typeof TERMINAL_STATES)[number];
  readonly terminals: number;
  /** Of these, those that told a balance. */
  readonly told: number;
  readonly available: string;
  readonly total: string;
}

const totals = z.array(
  z.object({
    currency: z.string().nullable(),
    state: z.enum(TERMINAL_STATES),
    terminals: z.int(),
    told: z.int(),
    available: z.string(),
    total: z.string(),
  }),
);

/** Nothing is converted: each currency stands for itself. @throws FleetUnknownError, TerminalUnknownError */
export async function readBalanceTotals(
  queries: Queryable,
  scope: TerminalScope,
  now: Date,
): Promise<readonly BalanceTotal[]> {
  await requireScope(queries, scope);
  const { rows } = await queries.query(
    `select currency, state, count(*)::int as terminals, count(total)::int as told,
            coalesce(sum(available), 0)::text as available, coalesce(sum(total), 0)::text as total
       from (select ${stateSql('$6')} as state, b.available, b.total,
                    case when b.total is not null then ${CURRENCY_SQL} end as currency
               from (select t.* from ${SCOPE_SQL} and t.removed_at is null) t ${STATUS_JOINS}) seen
      group by currency, state order by currency nulls last, state`,
    [...scopeParameters(scope), now],
  );
  return totals.parse(rows);
}
