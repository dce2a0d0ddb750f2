import { locale } from '../texts/language.ts';

const formats = new Map<string, Intl.NumberFormat>();

function formatWith(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale.value} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locale.value, options);
    formats.set(key, found);
  }
  return found;
}

/** Of what is worth much by the piece, two digits show nothing. */
const COINS = new Set(['BTC', 'ETH', 'BNB']);

/** What stands for a value that is not known. */
export const NOTHING = '—';

/**
 * An amount as people read it: two digits after the point, eight of a coin.
 * @param amount decimal text of the API, or a number
 * @param options `sign`: a plus before gains, for profit
 */
export function formatAmount(
  amount: string | number | null | undefined,
  currency: string | null | undefined,
  { sign = false, withCurrency = true }: { readonly sign?: boolean; readonly withCurrency?: boolean } = {},
): string {
  if (amount === null || amount === undefined) return NOTHING;
  const value = Number(amount);
  const digits = COINS.has(currency ?? '') ? 8 : 2;
  const text = formatWith({
    minimumFractionDigits: digits === 2 ? 2 : 4,
    maximumFractionDigits: digits,
    signDisplay: sign ? 'exceptZero' : 'negative',
  }).format(value);
  return withCurrency && currency ? `${text} ${currency}` : text;
}

export function formatNumber(
  value: number | null | undefined,
  options: Intl.NumberFormatOptions = {},
): string {
  return value === null || value === undefined ? NOTHING : formatWith(options).format(value);
}

/** @param share 0.5 is 50 % */
export function formatShare(share: number | null | undefined, digits = 1): string {
  // Not minus nothing.
  return formatNumber(share, { style: 'percent', maximumFractionDigits: digits, signDisplay: 'negative' });
}

/** A price or a quantity: all the digits that it has, and no zeros after them. */
export function formatExact(value: string | null | undefined): string {
  return value === null || value === undefined
    ? NOTHING
    : formatWith({ maximumFractionDigits: 12 }).format(Number(value));
}

/** Class of a gain, a loss, or neither. */
export function toneOf(amount: string | number | null | undefined): 'good' | 'bad' | undefined {
  const value = Number(amount ?? 0);
  if (value > 0) return 'good';
  return value < 0 ? 'bad' : undefined;
}

/** 756 is 7.56. */
export function formatVersion(version: number | null | undefined): string {
  return version === null || version === undefined ? NOTHING : (version / 100).toFixed(2);
}
