import { CELL_STEPS, type Dimension, KEY_SQL, type Step, STEPS } from './series.ts';
import { type Part, splitRange } from './split-range.ts';
import { dimensionOf, keysOf, type Scope } from './statistic-filter.ts';
import type { Range } from './statistic-range.ts';

/** Values of a query's parameters, as they are named while its text is made. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** The currencies of a scope; their places stand for them in SQL, where texts are slow to group by. */
export function currenciesOf(scope: Scope): readonly (string | null)[] {
  return [...new Set(scope.books.map(({ currency }) => currency))];
}

/** SQL of the scope's books with the places of their currencies, as `b (id, currency)`. */
export function booksSql(scope: Scope, parameters: Parameters): string {
  const currencies = currenciesOf(scope);
  const ids = parameters.add(scope.books.map(({ id }) => id));
  const places = parameters.add(scope.books.map(({ currency }) => currencies.indexOf(currency)));
  return `unnest(${ids}::integer[], ${places}::integer[]) as b (id, currency)`;
}

export interface Facts {
  /** What each row of the facts has for its `key`. @default 'fleet', all rows have one */
  readonly by?: Dimension;
  /** The largest span that a row may stand for. @default 'year' */
  readonly coarsest?: Step;
}

const COLUMNS = ['orders', 'wins', 'losses', 'profit', 'gains', 'spent', 'duration_s'];
const TAKEN_OFF = COLUMNS.map((column) => `-${column} as ${column}`).join(', ');

/**
 * SQL of rows `(book_id, key, at, orders, wins, losses, profit, gains, spent, duration_s)` that add up to what a scope leaves of a range: of
 * cells as coarse as the question allows, of orders where no cell fits. `at` is when a cell begins or an order was closed.
 */
export function factsSql(scope: Scope, range: Range, parameters: Parameters, facts: Facts = {}): string {
  const { by = 'fleet', coarsest = 'year' } = facts;
  const books = parameters.add(scope.books.map(({ id }) => id));
  const dimension = dimensionOf(scope, by);
  const steps = dimension === undefined ? [] : stepsFrom(dimension, coarsest);
  return splitRange(range, steps, true)
    .map((part) => {
      const rows =
        dimension === undefined || part.source === 'orders'
          ? ordersSql(scope, part, books, parameters, KEY_SQL[by])
          : cellsSql(scope, part, dimension, books, parameters);
      return part.sign === 1 ? rows : `select book_id, key, at, ${TAKEN_OFF} from (${rows}) as taken_off`;
    })
    .join('\n union all ');
}

function stepsFrom(dimension: Dimension, coarsest: Step): readonly Step[] {
  return CELL_STEPS[dimension].filter((step) => STEPS.indexOf(step) >= STEPS.indexOf(coarsest));
}

function cellsSql(
  scope: Scope,
  part: Part,
  dimension: Dimension,
  books: string,
  parameters: Parameters,
): string {
  const keys = dimension === 'fleet' ? [0] : keysOf(scope, dimension);
  return `select book_id, key, starts_at as at, ${COLUMNS.join(', ')} from statistic_cells
    where dimension = '${dimension}' and step = '${part.source}' and book_id = any(${books}::integer[])
      and ${within('starts_at', part, parameters)} and ${isOneOf('key', keys, parameters)}`;
}

/** SQL of one row an order. */
function ordersSql(scope: Scope, part: Range, books: string, parameters: Parameters, keySql: string): string {
  return `select book_id, ${keySql} as key, closed_at as at, 1 as orders, (profit > 0)::integer as wins, (profit < 0)::integer as losses,
      profit, greatest(profit, 0) as gains, spent, duration_s::bigint as duration_s
    from closed_orders where ${orderConditions(scope, part, parameters, books)}`;
}

/**
 * SQL of what rows of `closed_orders` have to fulfil.
 * @param books the parameter with the ids of the scope's books
 * @param of how the rows are called, such as `c.`
 */
export function orderConditions(
  scope: Scope,
  range: Range,
  parameters: Parameters,
  books: string,
  of = '',
): string {
  return [
    `${of}book_id = any(${books}::integer[])`,
    within(`${of}closed_at`, range, parameters),
    isOneOf(`${of}terminal_id`, scope.terminalIds, parameters),
    isOneOf(`${of}strategy_id`, scope.strategyIds, parameters),
    isOneOf(`${of}symbol_id`, scope.symbolIds, parameters),
  ].join(' and ');
}

export function within(column: string, { from, to }: Range, parameters: Parameters): string {
  const conditions = [
    ...(from === null ? [] : [`${column} >= ${parameters.add(from)}::timestamptz`]),
    ...(to === null ? [] : [`${column} < ${parameters.add(to)}::timestamptz`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

export function isOneOf(column: string, ids: readonly number[] | null, parameters: Parameters): string {
  return ids === null ? 'true' : `${column} = any(${parameters.add(ids)}::bigint[])`;
}
