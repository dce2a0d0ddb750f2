import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { type ListedOrder, ORDER_COLUMNS, orderOf, orderRow } from '../orders/list-orders.ts';
import { currenciesOf, isOneOf, orderConditions, Parameters, within } from './facts-sql.ts';
import { splitRange } from './split-range.ts';
import { dimensionOf, findScope, keysOf, type Scope, type StatisticFilter } from './statistic-filter.ts';
import { findRange, type Range, type RangeQuestion, type StatisticRange } from './statistic-range.ts';

/** How many orders of each kind. */
export const EXTREMES = 10;

export interface CurrencyExtremes {
  readonly currency: string | null;
  /** The largest profit first; the largest loss first. */
  readonly best: readonly ListedOrder[];
  readonly worst: readonly ListedOrder[];
}

export interface Extremes {
  readonly asOf: Date | null;
  readonly range: StatisticRange;
  readonly currencies: readonly CurrencyExtremes[];
}

type Side = 'best' | 'worst';
const DIRECTIONS = { best: 'desc', worst: 'asc' } as const;

/**
 * Orders that brought the most and the least: wins only among the best, losses only among the worst.
 * @throws FleetUnknownError, TimeZoneUnknownError, RangeEmptyError
 */
export async function readExtremes(
  queries: Queryable,
  filter: StatisticFilter,
  period: RangeQuestion,
): Promise<Extremes> {
  const scope = await findScope(queries, filter);
  const range = await findRange(queries, period);
  const currencies = await Promise.all(
    currenciesOf(scope).map(async (currency): Promise<CurrencyExtremes> => {
      const inCurrency = { ...scope, books: scope.books.filter((book) => book.currency === currency) };
      const [best, worst] = await Promise.all([
        readSide(queries, inCurrency, range, 'best'),
        readSide(queries, inCurrency, range, 'worst'),
      ]);
      return { currency, best, worst };
    }),
  );
  return {
    asOf: scope.asOf,
    range,
    currencies: currencies.filter(({ best, worst }) => best.length + worst.length > 0),
  };
}

async function readSide(queries: Queryable, scope: Scope, range: Range, side: Side): Promise<ListedOrder[]> {
  const parameters = new Parameters();
  const books = parameters.add(scope.books.map(({ id }) => id));
  const conditions = orderConditions(scope, range, parameters, books, 'c.');
  const isIn = side === 'best' ? 'c.profit > 0' : 'c.profit < 0';
  const quarters = quartersSql(scope, range, side, books, parameters);
  const source =
    quarters === undefined
      ? 'closed_orders c'
      : `(${quarters}) as q cross join lateral (
           select * from closed_orders where book_id = q.book_id and closed_at >= q.starts_at
             and closed_at < q.starts_at + interval '15 minutes' offset 0) c`;
  const { rows } = await queries.query(
    `with extremes as (
       select c.terminal_id, c.order_id, c.profit from ${source}
       where ${isIn} and ${conditions}
       order by c.profit ${DIRECTIONS[side]}, c.terminal_id, c.order_id limit ${EXTREMES}
     )
     select ${ORDER_COLUMNS} from extremes e
     join orders o on o.terminal_id = e.terminal_id and o.order_id = e.order_id
     join terminals t on t.id = o.terminal_id
     order by e.profit ${DIRECTIONS[side]}, o.terminal_id, o.order_id`,
    parameters.values,
  );
  return z.array(orderRow).parse(rows).map(orderOf);
}

/**
 * SQL of the quarters of an hour in which the wanted orders are. An order that is among the ten best is in one of the ten days with the best
 * bests, and there in one of the ten such quarters. Undefined where days are not kept.
 */
function quartersSql(
  scope: Scope,
  range: Range,
  side: Side,
  books: string,
  parameters: Parameters,
): string | undefined {
  const dimension = dimensionOf(scope);
  if (dimension !== 'fleet' && dimension !== 'strategy') return undefined;
  const keys = dimension === 'fleet' ? [0] : keysOf(scope, dimension);
  const ofKey = `dimension = '${dimension}' and book_id = any(${books}::integer[]) and ${isOneOf('key', keys, parameters)}`;
  const top = `order by extreme ${DIRECTIONS[side]} limit ${EXTREMES}`;
  const parts = splitRange(range, ['day', 'quarter']).map((part) =>
    part.source === 'day'
      ? `select q.* from (
           select book_id, key, starts_at, ${side} as extreme from statistic_sequences
           where step = 'day' and ${ofKey} and ${within('starts_at', part, parameters)} ${top}
         ) as d cross join lateral (
           select book_id, starts_at, ${side} as extreme from statistic_sequences
           where step = 'quarter' and dimension = '${dimension}' and book_id = d.book_id and key = d.key
             and starts_at >= d.starts_at and starts_at < d.starts_at + interval '1 day'
           offset 0
         ) as q`
      : `select book_id, starts_at, ${side} as extreme from statistic_sequences
         where step = 'quarter' and ${ofKey} and ${within('starts_at', part, parameters)}`,
  );
  return `select distinct book_id, starts_at from (
      select * from (${parts.join(' union all ')}) as quarters ${top}
    ) as found`;
}
