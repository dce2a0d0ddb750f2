import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { newestBySpans } from '../newest-by-spans.ts';
import { YEAR_9999_US } from '../orders/list-orders.ts';
import {
  hasFewTerminals,
  requireScope,
  SCOPE_SQL,
  scopeParameters,
  type TerminalScope,
} from '../terminals/terminal-scope.ts';

/** What a terminal's exchange complained of. */
export interface TerminalError {
  readonly id: string;
  readonly terminalId: number;
  readonly terminalName: string;
  readonly receivedAt: Date;
  /** As the terminal dated it; null: it did not. */
  readonly occurredAt: Date | null;
  readonly symbol: string | null;
  readonly code: number | null;
  readonly text: string;
}

/** All that is given has to hold. */
export interface ErrorFilter extends TerminalScope {
  readonly code?: number | undefined;
  readonly symbol?: string | undefined;
  /** Of the arrival; the first belongs to it, the second does not. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Where the page before ended: the moment in microseconds as text, and the id. */
export interface ErrorCursor {
  readonly at: string;
  readonly id: string;
}

export interface ErrorPage {
  readonly errors: readonly TerminalError[];
  readonly next: ErrorCursor | undefined;
}

const row = z.object({
  id: z.string(),
  terminal_id: z.coerce.number().int(),
  terminal_name: z.string(),
  received_at: z.date(),
  error_time: z.date().nullable(),
  symbol: z.string().nullable(),
  error_code: z.number().int().nullable(),
  error_text: z.string(),
  cursor_at: z.string(),
});

/** Of errors `e`, by the parameters from `$6` on. */
export const ERROR_FILTER_SQL = `($6::int is null or e.error_code = $6) and ($7::text is null or lower(e.symbol) = lower($7))
  and ($8::timestamptz is null or e.received_at >= $8) and ($9::timestamptz is null or e.received_at < $9)`;

export function errorParameters(filter: ErrorFilter): unknown[] {
  const { code, symbol, from, to } = filter;
  return [...scopeParameters(filter), code ?? null, symbol ?? null, from ?? null, to ?? null];
}

type ErrorRow = z.infer<typeof row>;

export interface ErrorQuestion extends ErrorFilter {
  readonly after?: ErrorCursor | undefined;
  readonly limit: number;
  readonly now: Date;
}

/** Nothing is older: the first of these terminals. */
const EARLIEST = Date.UTC(2010, 0, 1);

/** Arrivals are dated by our own clocks. */
const AHEAD_MS = 60_000;

/** One page, the newest arrival first. @throws FleetUnknownError, TerminalUnknownError */
export async function pageErrors(queries: Queryable, question: ErrorQuestion): Promise<ErrorPage> {
  await requireScope(queries, question);
  const { limit } = question;
  const found = await findErrors(queries, { ...question, limit: limit + 1 });
  const last = found[limit - 1];
  return {
    errors: found.slice(0, limit).map((one) => ({
      id: one.id,
      terminalId: one.terminal_id,
      terminalName: one.terminal_name,
      receivedAt: one.received_at,
      occurredAt: one.error_time,
      symbol: one.symbol,
      code: one.error_code,
      text: one.error_text,
    })),
    next: found.length > limit && last !== undefined ? { at: last.cursor_at, id: last.id } : undefined,
  };
}

async function findErrors(queries: Queryable, question: ErrorQuestion): Promise<readonly ErrorRow[]> {
  const { limit, from, to, now, after, code, symbol } = question;
  if (await hasFewTerminals(queries, question)) return readOfEach(queries, question);
  if (code !== undefined || symbol !== undefined) return readOfAll(queries, question);
  const afterMs = after === undefined ? Infinity : Math.ceil(Number(after.at) / 1_000) + 1;
  return newestBySpans(
    {
      limit,
      beginsMs: Math.min(to?.getTime() ?? Infinity, now.getTime() + AHEAD_MS, afterMs),
      until: to,
      endsMs: from?.getTime() ?? EARLIEST,
    },
    ({ since, until, limit: wanted }) =>
      readOfEach(queries, { ...question, from: since, to: until, limit: wanted }),
  );
}

const COLUMNS = `e.id::text, e.terminal_id::text, t.name as terminal_name, e.received_at, e.error_time, e.symbol, e.error_code, e.error_text,
  (extract(epoch from e.received_at) * 1000000)::bigint::text as cursor_at`;

/** Of errors `e`, by the parameters `$10` and `$11`. The first condition is what an index can take. */
const AFTER_SQL = `($10::bigint is null or (
  e.received_at <= timestamptz 'epoch' + least(greatest($10::bigint, 0), ${YEAR_9999_US}) * interval '1 microsecond'
  and ((extract(epoch from e.received_at) * 1000000)::bigint, e.id) < ($10, $11::bigint)))`;

/** No more of each terminal than the page has, by its index. */
async function readOfEach(queries: Queryable, question: ErrorQuestion): Promise<readonly ErrorRow[]> {
  const { rows } = await queries.query(
    `select ${COLUMNS}
       from (select t.id, t.name from ${SCOPE_SQL}) t
       cross join lateral (
         select * from api_errors e
          where e.terminal_id = t.id and ${ERROR_FILTER_SQL} and ${AFTER_SQL}
          order by e.received_at desc, e.id desc limit $12
       ) e
      order by e.received_at desc, e.id desc limit $12`,
    questionParameters(question),
  );
  return z.array(row).parse(rows);
}

/**
 * Back through all errors of the code or the symbol, by its index, until enough are of these terminals: what thousands of terminals have of it
 * is found sooner there than terminal by terminal. Only what the page shows is read from the table.
 */
async function readOfAll(queries: Queryable, question: ErrorQuestion): Promise<readonly ErrorRow[]> {
  const { rows } = await queries.query(
    `with found as materialized (
       select e.id, e.received_at, t.name
         from api_errors e join (select t.id, t.name from ${SCOPE_SQL}) t on t.id = e.terminal_id
        where ${ERROR_FILTER_SQL} and ${AFTER_SQL}
        order by e.received_at desc, e.id desc limit $12)
     select ${COLUMNS}
       from found t join api_errors e on e.id = t.id and e.received_at = t.received_at
      order by e.received_at desc, e.id desc`,
    questionParameters(question),
  );
  return z.array(row).parse(rows);
}

function questionParameters({ after, limit, ...filter }: ErrorQuestion): unknown[] {
  return [...errorParameters(filter), after?.at ?? null, after?.id ?? null, limit];
}
