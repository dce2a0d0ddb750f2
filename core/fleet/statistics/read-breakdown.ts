import { Big } from 'big.js';
import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { booksSql, currenciesOf, factsSql, isOneOf, Parameters, within } from './facts-sql.ts';
import { splitRange } from './split-range.ts';
import { dimensionOf, findScope, keysOf, type Scope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type Range, type RangeQuestion, type StatisticRange } from './statistic-range.ts';
import { type Result, resultOf, SUMS_SQL, sumsOf, sumsRow, TOLD_SUMS_SQL } from './sums.ts';

export const BREAKDOWNS = ['terminal', 'strategy', 'symbol'] as const;
export type BreakdownBy = (typeof BREAKDOWNS)[number];

/** Within each currency. */
export const BREAKDOWN_SORTS = ['profit', '-profit', 'orders', 'winRate', 'roi', 'spent', 'name'] as const;
/** The largest first, but for `-profit`, the largest loss first, and for `name`. */
export type BreakdownSort = (typeof BREAKDOWN_SORTS)[number];

/** SQL, of rows `r`. */
const ORDER_BY: Readonly<Record<BreakdownSort, string>> = {
  profit: 'r.profit desc',
  '-profit': 'r.profit',
  orders: 'r.orders desc',
  winRate: 'r.wins::numeric / r.orders desc',
  roi: 'r.profit / nullif(r.spent, 0) desc nulls last',
  spent: 'r.spent desc',
  name: 'lower(r.name) nulls last',
};

/** What one terminal, strategy or symbol brought in one currency. */
export interface BreakdownRow {
  /** Null: orders without a strategy or a symbol. */
  readonly name: string | null;
  /** Of a terminal. */
  readonly terminalId: number | null;
  readonly currency: string | null;
  readonly result: Result;
  /** Of the strategies; null where every order would have to be read for it. */
  readonly best: string | null;
  readonly worst: string | null;
}

export interface BreakdownPage {
  readonly asOf: Date | null;
  readonly range: StatisticRange;
  /** By currency, that with the most orders first. */
  readonly rows: readonly BreakdownRow[];
  /** On all pages. */
  readonly total: number;
}

export interface BreakdownQuestion {
  readonly by: BreakdownBy;
  readonly sort: BreakdownSort;
  /** The rows are sums of a moment, some thousand at most. */
  readonly offset: number;
  readonly limit: number;
}

const foundRows = z.array(
  sumsRow.extend({
    key: z.string(),
    name: z.string().nullable(),
    currency: z.int(),
    total: z.int(),
    best: z.string().nullable(),
    worst: z.string().nullable(),
  }),
);

/** @throws FleetUnknownError, TimeZoneUnknownError, RangeEmptyError */
export async function readBreakdown(
  queries: Queryable,
  filter: StatisticFilter,
  period: RangeQuestion,
  { by, sort, offset, limit }: BreakdownQuestion,
): Promise<BreakdownPage> {
  const scope = await findScope(queries, filter);
  const range = await findRange(queries, period);
  if (scope.books.length === 0) return { asOf: scope.asOf, range, rows: [], total: 0 };
  const parameters = new Parameters();
  const currencies = currenciesOf(scope);
  const names = (key: string): string =>
    by === 'terminal'
      ? `(select t.name from terminals t where t.id = ${key})`
      : `(select n.name from statistic_names n where n.id = ${key})`;
  const order = `of_currency desc, r.currency, ${ORDER_BY[sort]}, r.key`;
  const { rows } = await queries.query(
    `with sums as materialized (
       select b.currency, key, ${SUMS_SQL}${sort === 'name' ? `, ${names('key')} as name` : ''}
       from (
         select book_id, key, ${SUMS_SQL} from (${factsSql(scope, range, parameters, { by })}) as facts group by book_id, key
       ) as of_book
       join ${booksSql(scope, parameters)} on b.id = book_id
       group by b.currency, key having sum(orders) > 0
     ), page as (
       select r.*, of_currency from sums r join (select currency, sum(orders) as of_currency from sums group by currency) as t on t.currency = r.currency
       order by ${order} offset ${parameters.add(offset)} limit ${parameters.add(limit)}
     ), extremes as materialized (${extremesSql(scope, range, by, parameters)})
     select r.key::text, ${names('r.key')} as name, r.currency, (select count(*)::int from sums) as total, ${TOLD_SUMS_SQL},
       best::text, worst::text
     from page r left join extremes e on e.currency = r.currency and e.key = r.key
     order by ${order}`,
    parameters.values,
  );
  const found = foundRows.parse(rows);
  return {
    asOf: scope.asOf,
    range,
    rows: found.map((row) => ({
      name: row.name,
      terminalId: by === 'terminal' ? Number(row.key) : null,
      currency: currencies[row.currency] ?? null,
      result: resultOf(sumsOf(row)),
      best: row.best === null ? null : new Big(row.best).toFixed(),
      worst: row.worst === null ? null : new Big(row.worst).toFixed(),
    })),
    total: found[0]?.total ?? 0,
  };
}

/** SQL of the best and the worst order of each strategy, where they are kept by the day. */
function extremesSql(scope: Scope, range: Range, by: BreakdownBy, parameters: Parameters): string {
  if (by !== 'strategy' || dimensionOf(scope, by) !== 'strategy')
    return 'select null::bigint as key, null::integer as currency, null::numeric as best, null::numeric as worst';
  const books = parameters.add(scope.books.map(({ id }) => id));
  const parts = splitRange(range, ['day', 'quarter']).map(
    (part) => `select book_id, key, best, worst from statistic_sequences
      where dimension = 'strategy' and step = '${part.source}' and book_id = any(${books}::integer[])
        and ${isOneOf('key', keysOf(scope, 'strategy'), parameters)} and ${within('starts_at', part, parameters)}`,
  );
  return `select s.key, b.currency, max(s.best) as best, min(s.worst) as worst
    from (${parts.join(' union all ')}) as s join ${booksSql(scope, parameters)} on b.id = s.book_id group by s.key, b.currency`;
}
