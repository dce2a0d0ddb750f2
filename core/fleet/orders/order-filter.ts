import { type TerminalScope, scopeParameters } from '../terminals/terminal-scope.ts';

export const ORDER_STATES = ['open', 'closed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** All that is given has to hold. Texts are compared without regard to the case of letters. */
export interface OrderFilter extends TerminalScope {
  readonly state: OrderState;
  readonly symbol?: string | undefined;
  /** Empty: orders without one. */
  readonly strategy?: string | undefined;
  readonly currency?: string | undefined;
  readonly isEmulator?: boolean | undefined;
  /** Of the opening of open orders, of the end of the others; the first belongs to it, the second does not. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** In the words of the partial indexes of `orders`. */
const STATUS: Readonly<Record<OrderState, string>> = {
  open: `o.status = 'Open' and not o.deleted`,
  closed: `o.status = 'Closed' and not o.deleted and o.closed_at is not null`,
  cancelled: `o.status = 'Cancelled' and not o.deleted`,
};

/** SQL of the moment that orders of a state are sorted by. */
export function momentSql(state: OrderState): string {
  return state === 'open' ? 'o.opened_at' : 'o.closed_at';
}

/** The first parameter behind those of `filterParameters`. */
export const AFTER_FILTER = 10;

/** SQL of a filter of orders `o`, without its times, by the parameters `$6` to `$9`. */
export function filterSql(state: OrderState): string {
  return `${STATUS[state]}
    and ($6::text is null or lower(o.symbol) = lower($6))
    and ($7::text is null or lower(coalesce(o.strategy, '')) = lower($7))
    and ($8::text is null or upper(o.currency) = upper($8))
    and ($9::boolean is null or o.is_emulator = $9)`;
}

export function filterParameters(filter: OrderFilter): unknown[] {
  const { symbol, strategy, currency, isEmulator } = filter;
  return [...scopeParameters(filter), symbol ?? null, strategy ?? null, currency ?? null, isEmulator ?? null];
}
