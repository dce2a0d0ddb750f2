import * as z from 'zod';
import { plainArrayLiteral } from '../../database/array-literal.ts';
import type { Session } from '../../database/pool.ts';
import type { TouchedQuarter } from './count-orders.ts';
import { joinSequences, NO_ORDERS, type Sequence } from './sequence.ts';
import { SEQUENCE_COLUMNS, sequenceOfRow, sequenceRow, sequencesSql } from './sequence-sql.ts';

const KEY_COLUMNS = ['book_id', 'dimension', 'key', 'starts_at'];
const COLUMNS = [...KEY_COLUMNS, 'step', ...SEQUENCE_COLUMNS].join(', ');

/** The spans of a strategy that were touched, and those of the whole book. `$1` books, `$2` strategies, `$3` beginnings. */
const TOUCHED = `touched as materialized (
    select book_id, 'strategy' as dimension, strategy_id as key, starts_at
    from unnest($1::integer[], $2::bigint[], $3::timestamptz[]) as t (book_id, strategy_id, starts_at)
    union
    select book_id, 'fleet', 0, starts_at
    from unnest($1::integer[], $2::bigint[], $3::timestamptz[]) as t (book_id, strategy_id, starts_at)
  )`;

const DELETE = (step: 'quarter' | 'day'): string => `
  with ${TOUCHED}
  delete from statistic_sequences s using touched t
  where s.step = '${step}' and s.book_id = t.book_id and s.dimension = t.dimension and s.key = t.key and s.starts_at = t.starts_at`;

const WRITE_QUARTERS = `
  with ${TOUCHED}, orders_of as materialized (
    -- Once for the fleet and all of its strategies.
    select t.book_id, t.starts_at, c.strategy_id, c.closed_at, c.terminal_id, c.order_id, c.profit
    from (select distinct book_id, starts_at from touched) t
    cross join lateral (
      select * from closed_orders
      where book_id = t.book_id and closed_at >= t.starts_at and closed_at < t.starts_at + interval '15 minutes'
      -- Keeps the planner from making a join of it, which would compare every order of a book with every quarter.
      offset 0
    ) c
  )
  insert into statistic_sequences (${COLUMNS})
  select ${KEY_COLUMNS.join(', ')}, 'quarter', ${SEQUENCE_COLUMNS.join(', ')}
  from (${sequencesSql(
    `select t.book_id, t.dimension, t.key, t.starts_at, c.closed_at, c.terminal_id, c.order_id, c.profit
     from touched t
     join orders_of c on c.book_id = t.book_id and c.starts_at = t.starts_at
       and (t.dimension = 'fleet' or c.strategy_id = t.key)`,
    KEY_COLUMNS,
  )}) as sequences`;

const READ_QUARTERS = `
  with ${TOUCHED}
  select t.book_id, t.dimension, t.key::text, t.starts_at, ${SEQUENCE_COLUMNS.map((name) => `q.${name}`).join(', ')}
  from touched t
  cross join lateral (
    select * from statistic_sequences
    where step = 'quarter' and book_id = t.book_id and dimension = t.dimension and key = t.key
      and starts_at >= t.starts_at and starts_at < t.starts_at + interval '1 day'
    offset 0
  ) q
  order by q.book_id, q.dimension, q.key, q.starts_at`;

const quarterRows = z.array(
  sequenceRow.extend({ book_id: z.int(), dimension: z.string(), key: z.string(), starts_at: z.date() }),
);

/**
 * Computes the touched quarters of an hour anew from their orders, and their days from their quarters: a day of a large fleet has a hundred
 * quarters and a hundred thousand orders.
 */
export async function writeSequences(session: Session, touched: readonly TouchedQuarter[]): Promise<void> {
  if (touched.length === 0) return;
  const quarters = parametersOf(touched);
  await session.query(DELETE('quarter'), quarters);
  await session.query(WRITE_QUARTERS, quarters);

  const days = parametersOf(daysOf(touched));
  const { rows } = await session.query(READ_QUARTERS, days);
  await session.query(DELETE('day'), days);
  await insertDays(session, joinDays(quarterRows.parse(rows)));
}

const DAY_MS = 86_400_000;

function daysOf(touched: readonly TouchedQuarter[]): TouchedQuarter[] {
  const days = new Map<string, TouchedQuarter>();
  for (const { bookId, strategyId, startsAt } of touched) {
    const day = startsAt.getTime() - (startsAt.getTime() % DAY_MS);
    days.set(`${bookId}:${strategyId}:${day}`, { bookId, strategyId, startsAt: new Date(day) });
  }
  return [...days.values()];
}

interface Day extends Omit<z.infer<typeof quarterRows>[number], keyof z.infer<typeof sequenceRow>> {
  sequence: Sequence;
}

function joinDays(quarters: z.infer<typeof quarterRows>): Day[] {
  const days: Day[] = [];
  for (const { book_id, dimension, key, starts_at, ...row } of quarters) {
    let day = days.at(-1);
    if (
      day === undefined ||
      day.book_id !== book_id ||
      day.dimension !== dimension ||
      day.key !== key ||
      day.starts_at.getTime() !== starts_at.getTime()
    ) {
      day = { book_id, dimension, key, starts_at, sequence: NO_ORDERS };
      days.push(day);
    }
    day.sequence = joinSequences(day.sequence, sequenceOfRow(row));
  }
  return days;
}

async function insertDays(session: Session, days: readonly Day[]): Promise<void> {
  const columns: readonly [name: string, type: string, value: (day: Day) => string | number | null][] = [
    ['book_id', 'integer', (day) => day.book_id],
    ['dimension', 'text', (day) => day.dimension],
    ['key', 'bigint', (day) => day.key],
    ['starts_at', 'timestamptz', (day) => day.starts_at.toISOString()],
    ['orders', 'integer', ({ sequence }) => sequence.orders],
    ['profit', 'numeric', ({ sequence }) => sequence.profit.toFixed()],
    ['low', 'numeric', ({ sequence }) => sequence.low.toFixed()],
    ['high', 'numeric', ({ sequence }) => sequence.high.toFixed()],
    ['drawdown', 'numeric', ({ sequence }) => sequence.drawdown.toFixed()],
    ['drawdown_peak', 'numeric', ({ sequence }) => sequence.drawdownPeak.toFixed()],
    ['first_run', 'integer', ({ sequence }) => sequence.firstRun],
    ['last_run', 'integer', ({ sequence }) => sequence.lastRun],
    ['longest_wins', 'integer', ({ sequence }) => sequence.longestWins],
    ['longest_losses', 'integer', ({ sequence }) => sequence.longestLosses],
    ['best', 'numeric', ({ sequence }) => sequence.best?.toFixed() ?? null],
    ['worst', 'numeric', ({ sequence }) => sequence.worst?.toFixed() ?? null],
  ];
  const names = columns.map(([name]) => name).join(', ');
  await session.query(
    `insert into statistic_sequences (step, ${names})
     select 'day', ${names}
     from unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')}) as d (${names})`,
    columns.map(([, , value]) => plainArrayLiteral(days.map(value))),
  );
}

function parametersOf(touched: readonly TouchedQuarter[]): string[] {
  return [
    plainArrayLiteral(touched.map(({ bookId }) => bookId)),
    plainArrayLiteral(touched.map(({ strategyId }) => strategyId)),
    plainArrayLiteral(touched.map(({ startsAt }) => startsAt.toISOString())),
  ];
}
