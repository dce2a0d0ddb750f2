import type { Queryable } from '../../database/pool.ts';
import { listStrategies, type StrategyEntry } from '../../mooncmd/strategy-pack.ts';
import { UnreadableError } from '../../mooncmd/unreadable.ts';
import { requireTerminal } from './find-terminal.ts';

/** What a terminal has told, page by page. Each asks first whether the person may see it: TerminalUnknownError. */

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it for the next page; undefined: there is none. */
  readonly next: string | undefined;
}

export interface ApiErrorLine {
  readonly id: string;
  /** As the terminal dated it, else when it came. */
  readonly at: Date;
  readonly symbol: string | null;
  readonly code: number | null;
  readonly text: string;
}

/** Newest first. @param before `next` of the page before */
export async function listApiErrors(
  database: Queryable,
  userId: number,
  terminalId: number,
  { before, limit }: { readonly before?: string; readonly limit: number },
): Promise<Page<ApiErrorLine>> {
  await requireTerminal(database, userId, terminalId, 'viewer');
  const { rows } = await database.query<{
    id: string;
    at: Date;
    symbol: string | null;
    error_code: number | null;
    error_text: string;
  }>(
    // The index is by time of arrival; the id decides between lines of one datagram.
    `select e.id::text, coalesce(e.error_time, e.received_at) as at, e.symbol, e.error_code, e.error_text
       from api_errors e
      where e.terminal_id = $1
        and ($2::bigint is null or (e.received_at, e.id) < (select c.received_at, c.id from api_errors c where c.id = $2 and c.terminal_id = $1))
      order by e.received_at desc, e.id desc limit $3`,
    [terminalId, before ?? null, limit + 1],
  );
  return toPage(
    rows.map((row) => ({
      id: row.id,
      at: row.at,
      symbol: row.symbol,
      code: row.error_code,
      text: row.error_text,
    })),
    limit,
  );
}

export interface StrategyListing {
  /** By pack and place in it, as the terminal lists them. */
  readonly strategies: readonly StrategyEntry[];
  /** When the newest pack came; null: none has come yet. */
  readonly receivedAt: Date | null;
  /** Packs that could not be read. */
  readonly unreadablePacks: number;
}

export async function readStrategies(
  database: Queryable,
  userId: number,
  terminalId: number,
): Promise<StrategyListing> {
  await requireTerminal(database, userId, terminalId, 'viewer');
  const { rows } = await database.query<{ data: string; received_at: Date }>(
    'select data, received_at from strategies where terminal_id = $1 order by pack_number',
    [terminalId],
  );
  const strategies: StrategyEntry[] = [];
  let unreadablePacks = 0;
  for (const { data } of rows) {
    try {
      strategies.push(...listStrategies(data));
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      unreadablePacks += 1;
    }
  }
  const newest = rows.reduce((max, row) => Math.max(max, row.received_at.getTime()), 0);
  return { strategies, receivedAt: newest === 0 ? null : new Date(newest), unreadablePacks };
}

export interface BalancePoint {
  readonly at: Date;
  /** Decimal text. */
  readonly total: string;
}

/** The last total of each of `points` equal parts of the period that has one, oldest first. */
export async function readBalanceCurve(
  database: Queryable,
  userId: number,
  terminalId: number,
  { now, days, points }: { readonly now: Date; readonly days: number; readonly points: number },
): Promise<readonly BalancePoint[]> {
  await requireTerminal(database, userId, terminalId, 'viewer');
  const { rows } = await database.query<{ at: Date; total: string }>(
    `select distinct on (bin) minute as at, total::text
       from (select minute, total,
                    date_bin(make_interval(secs => $3::int * 86400.0 / $4::int), minute, $2::timestamptz - make_interval(days => $3::int)) as bin
               from balance_history
              where terminal_id = $1 and minute > $2::timestamptz - make_interval(days => $3::int) and minute <= $2 and total is not null) binned
      order by bin, minute desc`,
    [terminalId, now, days, points],
  );
  return rows;
}

function toPage<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}
