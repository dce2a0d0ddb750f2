import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { factsSql, Parameters } from './facts-sql.ts';
import type { Book, Scope } from './statistic-filter.ts';
import type { Range } from './statistic-range.ts';
import { addSums, NO_SUMS, type Sums, SUMS_SQL, sumsOf, sumsRow, TOLD_SUMS_SQL } from './sums.ts';

const rowsOfBooks = z.array(sumsRow.extend({ book_id: z.int() }));

/** @returns sums by currency; only of those in which an order was closed */
export async function readSums(
  queries: Queryable,
  scope: Scope,
  range: Range,
): Promise<ReadonlyMap<string | null, Sums>> {
  if (scope.books.length === 0) return new Map();
  const parameters = new Parameters();
  const facts = factsSql(scope, range, parameters);
  const { rows } = await queries.query(
    `select book_id, ${TOLD_SUMS_SQL}
     from (select book_id, ${SUMS_SQL} from (${facts}) as facts group by book_id) as sums where orders > 0`,
    parameters.values,
  );
  const sums = new Map<string | null, Sums>();
  for (const row of rowsOfBooks.parse(rows)) {
    const currency = currencyOf(scope.books, row.book_id);
    sums.set(currency, addSums(sums.get(currency) ?? NO_SUMS, sumsOf(row)));
  }
  return sums;
}

function currencyOf(books: readonly Book[], id: number): string | null {
  return books.find((book) => book.id === id)?.currency ?? null;
}
