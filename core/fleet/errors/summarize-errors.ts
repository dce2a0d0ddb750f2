import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireScope, SCOPE_SQL } from '../terminals/terminal-scope.ts';
import { ERROR_FILTER_SQL, type ErrorFilter, errorParameters } from './page-errors.ts';

export interface ErrorSummary {
  readonly total: number;
  readonly byTerminal: readonly ErrorCount<{ readonly terminalId: number; readonly name: string }>[];
  readonly byCode: readonly ErrorCount<{ readonly code: number | null }>[];
  readonly bySymbol: readonly ErrorCount<{ readonly symbol: string | null }>[];
}

export type ErrorCount<Key> = Key & { readonly errors: number; readonly newestAt: Date };

/** Of each kind the most frequent ones. */
const MAX_ROWS = 100;

const rowSchema = z.object({
  kind: z.enum(['all', 'terminal', 'code', 'symbol']),
  terminal_id: z.coerce.number().int().nullable(),
  terminal_name: z.string().nullable(),
  error_code: z.number().int().nullable(),
  symbol: z.string().nullable(),
  errors: z.number().int(),
  newest_at: z.date().nullable(),
});

/** Counts of a period, the most first. @throws FleetUnknownError, TerminalUnknownError */
export async function summarizeErrors(queries: Queryable, filter: ErrorFilter): Promise<ErrorSummary> {
  await requireScope(queries, filter);
  const { rows } = await queries.query(
    `select * from (
       select case grouping(terminal_id, error_code, symbol) when 7 then 'all' when 3 then 'terminal' when 5 then 'code' else 'symbol' end as kind,
              terminal_id::text, min(terminal_name) as terminal_name, error_code, symbol,
              count(*)::int as errors, max(received_at) as newest_at,
              row_number() over (partition by grouping(terminal_id, error_code, symbol) order by count(*) desc, max(received_at) desc) as place
         from (select e.terminal_id, t.name as terminal_name, e.error_code, e.symbol, e.received_at
                 from (select t.id, t.name from ${SCOPE_SQL}) t join api_errors e on e.terminal_id = t.id
                where ${ERROR_FILTER_SQL}) e
        group by grouping sets ((), (terminal_id), (error_code), (symbol))
     ) counted where place <= $10 order by place`,
    [...errorParameters(filter), MAX_ROWS],
  );
  const counts = z.array(rowSchema).parse(rows);
  const of = (kind: z.infer<typeof rowSchema>['kind']) =>
    counts.flatMap((count) => {
      const { newest_at: newestAt } = count;
      return count.kind === kind && newestAt !== null ? [{ ...count, newestAt }] : [];
    });
  return {
    total: of('all')[0]?.errors ?? 0,
    byTerminal: of('terminal').map(({ terminal_id, terminal_name, errors, newestAt }) => ({
      terminalId: terminal_id ?? 0,
      name: terminal_name ?? '',
      errors,
      newestAt,
    })),
    byCode: of('code').map(({ error_code: code, errors, newestAt }) => ({ code, errors, newestAt })),
    bySymbol: of('symbol').map(({ symbol, errors, newestAt }) => ({ symbol, errors, newestAt })),
  };
}
