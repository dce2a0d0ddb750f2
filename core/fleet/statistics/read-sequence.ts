import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { orderConditions, Parameters, within } from './facts-sql.ts';
import { foldProfits } from './fold-profits.ts';
import { joinSequences, NO_ORDERS, type Sequence } from './sequence.ts';
import { SEQUENCE_COLUMNS, sequenceOfRow, sequenceRow } from './sequence-sql.ts';
import { splitRange } from './split-range.ts';
import { dimensionOf, keysOf, type Scope } from './statistic-filter.ts';
import type { Range } from './statistic-range.ts';

/** Orders that are read one by one for an answer: a quarter of a second. */
export const MAX_ORDERS_IN_SEQUENCE = 250_000;
/** More are read in two halves on two connections: sorting them is most of the work. */
const ORDERS_AT_ONCE = 30_000;

const storedRows = z.array(sequenceRow);
const cutRows = z.array(z.object({ starts_at: z.date() }));
const readRows = z.array(z.object({ profits: z.string().nullable() }));

/**
 * What depends on the order of the orders of one currency. Of a whole book, or of one strategy of it, it is joined from what is stored by the
 * day; else the orders are read.
 * @param orders how many there are
 * @returns undefined when that would be too many: the filters have to be narrower, or the range shorter
 */
export async function readSequence(
  queries: Queryable,
  scope: Scope,
  range: Range,
  currency: string | null,
  orders: number,
): Promise<Sequence | undefined> {
  if (orders === 0) return NO_ORDERS;
  const books = scope.books.filter((book) => book.currency === currency).map(({ id }) => id);
  const [book, ...others] = books;
  const stored = storedKeyOf(scope);
  if (book !== undefined && others.length === 0 && stored !== undefined)
    return joinStored(queries, book, stored, range);
  if (orders > MAX_ORDERS_IN_SEQUENCE) return undefined;
  if (orders < ORDERS_AT_ONCE) return readOrders(queries, scope, range, books);
  const halves = await halve(queries, range, books);
  const sequences = await Promise.all(halves.map((half) => readOrders(queries, scope, half, books)));
  return sequences.reduce(joinSequences, NO_ORDERS);
}

/** Cuts a range where about as many orders of the books lie before as behind, at the beginning of a day of UTC. */
async function halve(queries: Queryable, range: Range, books: readonly number[]): Promise<readonly Range[]> {
  const parameters = new Parameters();
  const days = `from statistic_cells where dimension = 'fleet' and step = 'day' and key = 0
    and book_id = any(${parameters.add(books)}::integer[]) and ${within('starts_at', range, parameters)}`;
  const { rows } = await queries.query(
    `select starts_at from (
       select starts_at, sum(sum(orders)) over (order by starts_at) - sum(orders) as before, sum(sum(orders)) over () as of_all ${days} group by 1
     ) as counted
     where 2 * before >= of_all order by starts_at limit 1`,
    parameters.values,
  );
  const [cut] = cutRows.parse(rows);
  if (cut === undefined) return [range];
  return [
    { from: range.from, to: cut.starts_at },
    { from: cut.starts_at, to: range.to },
  ];
}

interface StoredKey {
  readonly dimension: 'fleet' | 'strategy';
  readonly key: number;
}

function storedKeyOf(scope: Scope): StoredKey | undefined {
  const dimension = dimensionOf(scope);
  if (dimension === 'fleet') return { dimension, key: 0 };
  if (dimension !== 'strategy') return undefined;
  const [key, ...more] = new Set(keysOf(scope, dimension) ?? []);
  return key === undefined || more.length > 0 ? undefined : { dimension, key };
}

async function joinStored(
  queries: Queryable,
  book: number,
  { dimension, key }: StoredKey,
  range: Range,
): Promise<Sequence> {
  const parameters = new Parameters();
  const [bookId, keyId] = [parameters.add(book), parameters.add(key)];
  const parts = splitRange(range, ['day', 'quarter']).map(
    (part) => `select starts_at, ${SEQUENCE_COLUMNS.join(', ')} from statistic_sequences
      where book_id = ${bookId} and dimension = '${dimension}' and key = ${keyId} and step = '${part.source}'
        and ${within('starts_at', part, parameters)}`,
  );
  const { rows } = await queries.query(`${parts.join(' union all ')} order by starts_at`, parameters.values);
  return storedRows.parse(rows).map(sequenceOfRow).reduce(joinSequences, NO_ORDERS);
}

async function readOrders(
  queries: Queryable,
  scope: Scope,
  range: Range,
  books: readonly number[],
): Promise<Sequence> {
  const parameters = new Parameters();
  const conditions = orderConditions(scope, range, parameters, parameters.add(books));
  const { rows } = await queries.query(
    // One text: ten times as fast as a row an order.
    `select string_agg(profit::text, ' ' order by closed_at, terminal_id, order_id) as profits
     from closed_orders where ${conditions}`,
    parameters.values,
  );
  const [row] = readRows.parse(rows);
  return foldProfits(row?.profits ?? '');
}
