import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { afterParameters, afterSql, keyRows, type KeyPage, type KeyQuestion } from './keys-by-terminal.ts';

/** An order is told late; and what was stored while the statistics counted may not be in them. */
const MARGIN = '10 minutes';

/**
 * Up to which end of an order the statistics have all closed ones (docs/adr/0020-statistics.md). Orders that are told later than the margin
 * are there some seconds after they were stored.
 * @returns undefined: they have not counted yet
 */
export async function findCounted(queries: Queryable): Promise<Date | undefined> {
  const { rows } = await queries.query<{ counted: Date | null }>(
    `select refreshed_at - interval '${MARGIN}' as counted from statistic_state`,
  );
  return rows[0]?.counted ?? undefined;
}

const ids = z.array(z.object({ id: z.int() })).transform((rows) => rows.map(({ id }) => id));

/** Closed orders, newest first, by the indexes of what the statistics keep: however many terminals there are, a page is a page. */
export async function keysByBook(queries: Queryable, question: KeyQuestion): Promise<KeyPage> {
  const { userId, fleetId, group, tag, symbol, strategy, currency, isEmulator } = question;
  const [symbolIds, strategyIds] = [await findNames(queries, symbol), await findNames(queries, strategy)];
  const { rows } = await queries.query(
    `with books as (
       select b.id from statistic_books b join fleet_members m on m.fleet_id = b.fleet_id and m.user_id = $1
        where ($2::bigint is null or b.fleet_id = $2) and ($3::text is null or upper(b.currency) = upper($3))
          and ($4::boolean is null or b.is_emulator = $4)
     )
     select c.terminal_id::text, c.order_id::text, (extract(epoch from c.closed_at) * 1000000)::bigint::text as at_us
       from books b cross join unnest($7::int[]) as symbol (id) cross join unnest($8::int[]) as strategy (id)
       cross join lateral (
         select c.terminal_id, c.order_id, c.closed_at from closed_orders c
          where c.book_id = b.id ${symbolIds === undefined ? '' : 'and c.symbol_id = symbol.id'}
            ${strategyIds === undefined ? '' : 'and c.strategy_id = strategy.id'}
            and ${hasLabel('group', '$5')} and ${hasLabel('tag', '$6')}
            and ($9::timestamptz is null or c.closed_at >= $9) and ($10::timestamptz is null or c.closed_at < $10)
            and ${afterSql('c.closed_at', 'c', 11)}
          order by c.closed_at desc, c.terminal_id desc, c.order_id desc limit $14
       ) c
      order by c.closed_at desc, c.terminal_id desc, c.order_id desc limit $14`,
    [
      userId,
      fleetId ?? null,
      currency ?? null,
      isEmulator ?? null,
      group ?? null,
      tag ?? null,
      symbolIds ?? ANY,
      strategyIds ?? ANY,
      question.since ?? null,
      question.until ?? null,
      ...afterParameters(question.after),
      question.limit,
    ],
  );
  return keyRows.parse(rows);
}

/** One, whichever: what is not filtered must not be left out. */
const ANY: readonly number[] = [0];

function hasLabel(kind: string, name: string): string {
  return `(${name}::text is null or exists (select 1 from terminal_labels l
    where l.terminal_id = c.terminal_id and l.kind = '${kind}' and lower(l.name) = lower(${name})))`;
}

/** @returns undefined when nothing is asked for; 0 stands for "none" */
async function findNames(queries: Queryable, name: string | undefined): Promise<number[] | undefined> {
  if (name === undefined) return undefined;
  if (name === '') return [0];
  const { rows } = await queries.query('select id from statistic_names where lower(name) = lower($1)', [
    name,
  ]);
  return ids.parse(rows);
}
