import * as z from 'zod';
import { dayField, scopeFields, wordsField } from '../../filters/address-fields.ts';

/** The tabs of the page, each a status of the API. */
export const ORDER_TABS = ['open', 'closed', 'cancelled'] as const;
export type OrderTab = (typeof ORDER_TABS)[number];

/** Whose money: both, only real, or only the emulator's. */
export const MONEY_KINDS = ['both', 'real', 'emulator'] as const;
export type MoneyKind = (typeof MONEY_KINDS)[number];

/** What the address says; what it says wrongly is left out, since people edit addresses. */
const addressSchema = z.object({
  tab: z.enum(ORDER_TABS).catch('open'),
  ...scopeFields,
  symbol: wordsField,
  strategy: wordsField,
  currency: wordsField,
  money: z.enum(MONEY_KINDS).catch('both'),
  /** First day, in the person's time zone. */
  from: dayField,
  /** Last day, whole. */
  to: dayField,
});
export type OrderFilters = Readonly<z.output<typeof addressSchema>>;

export function readOrderFilters(address: Readonly<Record<string, string | undefined>>): OrderFilters {
  return addressSchema.parse(address);
}

/** How many filters narrow the list, beside its tab. */
export function countFilters(filters: OrderFilters): number {
  const { terminal, fleet, group, tag, symbol, strategy, currency, from, to } = filters;
  const given = [terminal, fleet, group, tag, symbol, strategy, currency, from, to];
  return given.filter((value) => value !== undefined).length + (filters.money === 'both' ? 0 : 1);
}

/** To take them all back. */
export const NO_FILTERS = Object.freeze({
  terminal: undefined,
  fleet: undefined,
  group: undefined,
  tag: undefined,
  symbol: undefined,
  strategy: undefined,
  currency: undefined,
  money: undefined,
  from: undefined,
  to: undefined,
});
