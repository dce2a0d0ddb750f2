import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { type Chart, readChart } from '../../mooncmd/chart.ts';
import { UnreadableError } from '../../mooncmd/unreadable.ts';
import { requireTerminal } from '../terminals/find-terminal.ts';

/** A chart that a terminal sent after a trade. */
export interface ListedChart {
  readonly id: string;
  readonly orderId: string;
  readonly marketName: string | null;
  readonly marketCurrency: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  /** Decimal text. */
  readonly sessionProfit: string | null;
  readonly receivedAt: Date;
  /** Of its order, if that is known. */
  readonly symbol: string | null;
  readonly strategy: string | null;
  readonly profit: string | null;
  readonly currency: string | null;
}

const listed = z.object({
  id: z.string(),
  orderId: z.string(),
  marketName: z.string().nullable(),
  marketCurrency: z.string().nullable(),
  startsAt: z.date().nullable(),
  endsAt: z.date().nullable(),
  sessionProfit: z.string().nullable(),
  receivedAt: z.date(),
  symbol: z.string().nullable(),
  strategy: z.string().nullable(),
  profit: z.string().nullable(),
  currency: z.string().nullable(),
});

export interface ChartPage {
  readonly charts: readonly ListedChart[];
  /** Undefined: there is no more. */
  readonly next: string | undefined;
}

/** Of a terminal, the newest first. @param before id of the last one of the page before @throws TerminalUnknownError */
export async function pageCharts(
  queries: Queryable,
  userId: number,
  terminalId: number,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<ChartPage> {
  await requireTerminal(queries, userId, terminalId, 'viewer');
  const { rows } = await queries.query(
    `select c.id::text, c.order_id::text as "orderId", c.market_name as "marketName", c.market_currency as "marketCurrency",
            c.starts_at as "startsAt", c.ends_at as "endsAt", c.session_profit::text as "sessionProfit", c.received_at as "receivedAt",
            o.symbol, o.strategy, o.profit_btc::text as profit, o.currency
       from charts c left join orders o on o.terminal_id = c.terminal_id and o.order_id = c.order_id and not o.deleted
      where c.terminal_id = $1 and ($2::bigint is null or c.id < $2) order by c.id desc limit $3`,
    [terminalId, before ?? null, limit + 1],
  );
  const found = z.array(listed).parse(rows);
  return {
    charts: found.slice(0, limit),
    next: found.length > limit ? found[limit - 1]?.id : undefined,
  };
}

/** The newest chart of an order, without its bytes; undefined: none, or not the person's to see. */
export async function findChart(
  queries: Queryable,
  userId: number,
  { terminalId, orderId }: { readonly terminalId: number; readonly orderId: string },
): Promise<{ readonly id: string; readonly sha256: Buffer } | undefined> {
  const { rows } = await queries.query<{ id: string; sha256: Buffer }>(
    `select c.id::text, c.bytes_sha256 as sha256
       from charts c
       join terminals t on t.id = c.terminal_id
       join fleet_members m on m.fleet_id = t.fleet_id and m.user_id = $1
      where c.terminal_id = $2 and c.order_id = $3 order by c.received_at desc, c.id desc limit 1`,
    [userId, terminalId, orderId],
  );
  return rows[0];
}

/** @param chartId as `findChart` gave it @returns undefined for bytes that cannot be read, or that are gone */
export async function loadChart(queries: Queryable, chartId: string): Promise<Chart | undefined> {
  const { rows } = await queries.query<{ bytes: Buffer }>('select bytes from charts where id = $1', [
    chartId,
  ]);
  const bytes = rows[0]?.bytes;
  if (bytes === undefined) return undefined;
  try {
    return readChart(bytes);
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
