import type { Language } from '../../i18n/language.ts';

/** How an amount is written. */
export interface AmountStyle {
  readonly language: Language;
  /** Stands behind the amount: `USDT`, `$`. */
  readonly currency?: string;
  /** Digits after the point that are always there. @default 2 */
  readonly minDigits?: number;
  /** What is beyond is rounded, half away from zero. @default 8, as exchanges count */
  readonly maxDigits?: number;
  /** A plus before gains, for profit and loss. @default false */
  readonly hasSign?: boolean;
}

/**
 * A `numeric` of PostgreSQL, as text, in the person's language: `1,234.50 USDT`, `1 234,50 USDT`. It is never a float: `Intl` takes decimal
 * text of any length digit by digit.
 *
 * @returns the text as it is when it is no decimal number
 */
export function formatAmount(amount: string, style: AmountStyle): string {
  const { language, currency, minDigits = 2, maxDigits = 8, hasSign = false } = style;
  if (!isDecimal(amount)) return amount;
  const text = numberFormat(language, Math.min(minDigits, maxDigits), maxDigits, hasSign).format(amount);
  return currency === undefined || currency === '' ? text : `${text}\u00a0${currency}`;
}

/** Making one takes longer than what it is made for, and the styles stand in the code, so there are few. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(
  language: Language,
  minDigits: number,
  maxDigits: number,
  hasSign: boolean,
): Intl.NumberFormat {
  const style = `${language} ${minDigits} ${maxDigits} ${hasSign}`;
  const known = numberFormats.get(style);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, {
    minimumFractionDigits: minDigits,
    maximumFractionDigits: maxDigits,
    // `negative` writes no sign before what is rounded to zero.
    signDisplay: hasSign ? 'exceptZero' : 'negative',
  });
  numberFormats.set(style, made);
  return made;
}

/** @param ratio `0.0123`, a decimal text. Gives `1.23%`, `1,23 %`; digits after the point: at most 2 */
export function formatPercent(ratio: string, language: Language, hasSign = false): string {
  if (!isDecimal(ratio)) return ratio;
  return new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 2,
    signDisplay: hasSign ? 'exceptZero' : 'negative',
  }).format(ratio);
}

/** `3,000`, `3 000`. */
export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(language).format(count);
}

function isDecimal(text: string): text is `${number}` {
  return /^[+-]?\d{1,400}(?:\.\d{1,400})?$/u.test(text);
}
