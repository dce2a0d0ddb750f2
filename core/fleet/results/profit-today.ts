import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';

/** What a terminal's orders that were closed today brought. Decimal text. */
export interface TerminalProfit {
  readonly terminalId: number;
  /** Null: the terminal did not tell. */
  readonly currency: string | null;
  readonly isEmulator: boolean;
  readonly profit: string;
  readonly orders: number;
}

export interface ProfitToday {
  /** When the day began. */
  readonly since: Date;
  readonly rows: readonly TerminalProfit[];
}

export interface ProfitTodayQuestion {
  readonly userId: number;
  /** @default all fleets that the person is in */
  readonly fleetId?: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly now: Date;
}

const row = z
  .object({
    terminal_id: z.string(),
    currency: z.string().nullable(),
    is_emulator: z.boolean(),
    profit: z.string(),
    orders: z.int(),
  })
  .transform(({ terminal_id: id, is_emulator: isEmulator, ...rest }): TerminalProfit => ({
    terminalId: Number(id),
    isEmulator,
    ...rest,
  }));

/** Of every terminal of the person's at once; a terminal without a closed order today has no row. */
export async function readProfitToday(
  queries: Queryable,
  { userId, fleetId, timeZone, now }: ProfitTodayQuestion,
): Promise<ProfitToday> {
  const day = await queries.query<{ since: Date }>(
    `select date_trunc('day', $1::timestamptz at time zone $2) at time zone $2 as since`,
    [now, timeZone],
  );
  const since = day.rows[0]?.since ?? now;
  const { rows } = await queries.query(
    `select t.id::text as terminal_id, o.currency, o.is_emulator, coalesce(sum(o.profit_btc), 0)::text as profit,
            count(*)::int as orders
       from fleet_members m
       join terminals t on t.fleet_id = m.fleet_id and t.removed_at is null
       join orders o on o.terminal_id = t.id
      where m.user_id = $1 and ($2::bigint is null or m.fleet_id = $2)
        and o.closed_at >= $3 and o.closed_at <= $4 and o.status = 'Closed' and not o.deleted
      group by t.id, o.currency, o.is_emulator order by t.id, o.is_emulator, o.currency`,
    [userId, fleetId ?? null, since, now],
  );
  return { since, rows: z.array(row).parse(rows) };
}
