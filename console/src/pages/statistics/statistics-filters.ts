import * as z from 'zod';
import { dayField, namesField, scopeFields } from '../../filters/address-fields.ts';
import { writeNames } from '../../filters/name-list.ts';

/** As the API names them; `custom` goes with `from`, `to` or both. */
export const PERIODS = ['today', 'yesterday', 'week', 'month', 'year', 'all', 'custom'] as const;
export type PeriodName = (typeof PERIODS)[number];

const addressSchema = z.object({
  period: z.enum(PERIODS).catch('month'),
  /** First and last day of a custom period, in the person's time zone. */
  from: dayField,
  to: dayField,
  ...scopeFields,
  strategy: namesField,
  symbol: namesField,
  money: z.enum(['real', 'emulator']).catch('real'),
});
export type StatisticsFilters = Readonly<z.output<typeof addressSchema>>;

/** What the address asks for. A custom period without its days is a month; days the wrong way round are turned. */
export function readStatisticsFilters(
  address: Readonly<Record<string, string | undefined>>,
): StatisticsFilters {
  const filters = addressSchema.parse(address);
  if (filters.period !== 'custom') return { ...filters, from: undefined, to: undefined };
  const { from, to } = filters;
  if (from === undefined && to === undefined) return { ...filters, period: 'month' };
  return from !== undefined && to !== undefined && from > to ? { ...filters, from: to, to: from } : filters;
}

/** How many filters narrow the figures, beside the period and whose money it is. */
export function countStatisticsFilters(filters: StatisticsFilters): number {
  const { terminal, fleet, group, tag, strategy, symbol } = filters;
  const given = [terminal, fleet, group, tag].filter((value) => value !== undefined);
  return given.length + strategy.length + symbol.length;
}

/** To take them all back. */
export const NO_STATISTICS_FILTERS = Object.freeze({
  terminal: undefined,
  fleet: undefined,
  group: undefined,
  tag: undefined,
  strategy: undefined,
  symbol: undefined,
});

/** What stands in the address for a currency that no terminal told. */
export const UNKNOWN_CURRENCY = '~';

export interface AskedMore {
  readonly by?: string;
  readonly sort?: string;
  readonly step?: string;
  readonly cursor?: string;
  readonly limit?: number;
  /** Null: orders whose currency is not told. */
  readonly currency?: string | null;
}

/**
 * Address of a part of the statistics.
 * @param part such as `breakdown`; empty: the overview
 */
export function statisticsPath(
  part: string,
  filters: StatisticsFilters,
  timeZone: string,
  more: AskedMore = {},
): string {
  const { period, from, to, terminal, fleet, group, tag, strategy, symbol, money } = filters;
  const { currency, ...asked } = more;
  const given: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ['period', period],
    ['from', from],
    ['to', to],
    ['terminalIds', terminal],
    ['fleetId', fleet],
    ['group', group],
    ['tag', tag],
    ['strategies', writeNames(strategy)],
    ['symbols', writeNames(symbol)],
    ['emulator', money === 'emulator' ? 'true' : undefined],
    ['timeZone', timeZone],
    // The API takes an empty one for "not told".
    ['currency', currency === null ? '' : currency],
    ...Object.entries(asked),
  ];
  const query = new URLSearchParams();
  for (const [name, value] of given) if (value !== undefined) query.set(name, String(value));
  return `/api/statistics${part === '' ? '' : `/${part}`}?${query}`;
}
