import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { beginningOf, type Period } from './period.ts';

/** What orders that were closed in a period brought. Amounts are decimal text: never through a float. */
export interface Profit {
  /** Null: the terminal did not tell. */
  readonly currency: string | null;
  /** Not real money. Never summed with what is. */
  readonly isEmulator: boolean;
  readonly orders: number;
  readonly winners: number;
  readonly profit: string;
  readonly spent: string;
}

export interface NamedProfit extends Profit {
  /** Of the terminal, or the strategy. */
  readonly name: string;
  readonly terminalId: number | undefined;
}

export interface ProfitQuestion {
  readonly fleetId: string;
  /** Telegram's id: who is not a member of the fleet is told of no order. */
  readonly userId: number;
  readonly period: Period;
  readonly timeZone: string;
  readonly now: Date;
  /** @default all terminals of the fleet */
  readonly terminalId?: number;
}

/** `$1` person, `$2` time zone, `$3` now, `$4` terminal or null, `$5` fleet. Closed means by the terminal; a deleted order counts nowhere. */
const closedIn = (period: Period): string => `
  from fleet_members m
  join terminals t on t.fleet_id = m.fleet_id
  join orders o on o.terminal_id = t.id
  where m.user_id = $1 and m.fleet_id = $5 and ($4::bigint is null or t.id = $4)
    and o.closed_at >= ${beginningOf(period, 2, 3)} and o.closed_at <= $3::timestamptz
    and o.status = 'Closed' and not o.deleted`;

const SUMS = `o.currency, o.is_emulator,
  count(*)::int as orders,
  count(*) filter (where o.profit_btc > 0)::int as winners,
  coalesce(sum(o.profit_btc), 0)::text as profit,
  coalesce(sum(o.spent_btc), 0)::text as spent`;

const profitRow = z
  .object({
    currency: z.string().nullable(),
    is_emulator: z.boolean(),
    orders: z.int(),
    winners: z.int(),
    profit: z.string(),
    spent: z.string(),
  })
  .transform(({ is_emulator: isEmulator, ...rest }): Profit => ({ ...rest, isEmulator }));

const namedRow = z
  .object({ name: z.string(), terminal_id: z.string().nullable(), ...profitRow.in.shape })
  .transform(({ is_emulator: isEmulator, terminal_id: id, ...rest }): NamedProfit => ({
    ...rest,
    isEmulator,
    terminalId: id === null ? undefined : Number(id),
  }));

/** One row a currency; the emulator's apart, real money first, most orders first. */
export async function readProfit(queries: Queryable, question: ProfitQuestion): Promise<Profit[]> {
  const { rows } = await queries.query(
    `select ${SUMS} ${closedIn(question.period)}
     group by o.currency, o.is_emulator order by o.is_emulator, orders desc, o.currency`,
    parametersOf(question),
  );
  return z.array(profitRow).parse(rows);
}

export interface ProfitPage {
  readonly rows: readonly NamedProfit[];
  readonly total: number;
}

/**
 * By terminal or by strategy, the largest profit first within real money and emulator. What has no strategy stands under an empty name.
 * @param page offset is fine here: the rows are sums of a moment, some thousand at most
 */
export async function readProfitBy(
  queries: Queryable,
  by: 'terminal' | 'strategy',
  question: ProfitQuestion,
  page: { readonly offset: number; readonly limit: number },
): Promise<ProfitPage> {
  const name =
    by === 'terminal'
      ? `t.name as name, t.id::text as terminal_id`
      : `coalesce(o.strategy, '') as name, null as terminal_id`;
  const group = by === 'terminal' ? 't.id, t.name' : `coalesce(o.strategy, '')`;
  const { rows } = await queries.query(
    `select *, count(*) over ()::int as total from (
       select ${name}, ${SUMS} ${closedIn(question.period)} group by ${group}, o.currency, o.is_emulator
     ) sums order by is_emulator, profit::numeric desc, name, currency offset $6 limit $7`,
    [...parametersOf(question), page.offset, page.limit],
  );
  const total = z.array(z.object({ total: z.int() })).parse(rows)[0]?.total ?? 0;
  return { rows: z.array(namedRow).parse(rows), total };
}

function parametersOf({ userId, timeZone, now, terminalId, fleetId }: ProfitQuestion): unknown[] {
  return [userId, timeZone, now, terminalId ?? null, fleetId];
}
