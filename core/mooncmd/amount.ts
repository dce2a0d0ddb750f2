import { MOONCMD_LIMITS } from './limits.ts';

/**
 * Amounts as PostgreSQL `numeric` text, exact: digits are moved, never computed with.
 *
 * Terminals write the same money as `812.5`, `812.50$`, `1,234.50$`, `1 000$`, `0.5BNB`, `3.2FDUSD` (MoonCMD 1.3, 2.3).
 */

const PLAIN = /^-?(?:0|[1-9]\d{0,29})(?:\.\d{1,30})?$/;
/** Sign, `$` in front, digits with separators, exponent, currency. */
const AMOUNT =
  /^([+-]?)\$?([\d.,](?:[\d., ']*[\d.,])?)(?:[eE]([+-]?\d{1,3}))?(?: ?([\p{L}\p{Sc}%]{1,16}))?$/u;
const ENGLISH_GROUPS = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;
const EUROPEAN_GROUPS = /^[1-9]\d{0,2}(?:\.\d{3})+,\d*$/;
const SPACED_GROUPS = /^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d*)?$/;
const DECIMAL_POINT = /^\d*\.?\d*$/;
const DECIMAL_COMMA = /^\d*,\d*$/;
const MAX_AMOUNT_CHARS = 160;

/**
 * Reads an amount with or without thousands separators and a currency.
 * A lone comma is a decimal comma unless exactly three digits follow a non-zero group: `12,5` is 12.5, `1,234` is 1234.
 *
 * @returns numeric text of at most 40 digits on either side of the point, or `null`.
 */
export function parseAmount(text: string): string | null {
  if (PLAIN.test(text)) return text;
  if (text.length > MAX_AMOUNT_CHARS) return null;
  // Not only a space separates thousands: Windows formats with U+00A0 and U+202F.
  const match = AMOUNT.exec(text.replace(/[\u00a0\u2009\u202f]/g, ' ').trim());
  if (match === null) return null;
  const [, sign = '', body = '', exponent = '', currency = ''] = match;
  // `1.2k` would be read as 1.2 of a currency called k, a thousand times too little.
  if (/^[kmb]$/iu.test(currency)) return null;
  const plain = dropSeparators(body);
  return plain === null ? null : toNumericText(sign === '-', plain, exponent === '' ? 0 : Number(exponent));
}

/**
 * Reads a number as SQL or JSON write it: no separators, no currency.
 * @returns numeric text, or `null` when it is no number or outside the caps.
 */
export function parseDecimal(text: string): string | null {
  if (PLAIN.test(text)) return text;
  if (text.length > MAX_AMOUNT_CHARS) return null;
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return null;
  const [, sign = '', body = '', exponent = ''] = match;
  return toNumericText(sign === '-', body, exponent === '' ? 0 : Number(exponent));
}

function dropSeparators(body: string): string | null {
  if (DECIMAL_POINT.test(body)) return body;
  if (ENGLISH_GROUPS.test(body)) return body.replaceAll(',', '');
  if (EUROPEAN_GROUPS.test(body)) return body.replaceAll('.', '').replace(',', '.');
  if (SPACED_GROUPS.test(body)) return body.replace(/[ ']/g, '').replace(',', '.');
  if (DECIMAL_COMMA.test(body)) return body.replace(',', '.');
  return null;
}

/** Moves the point by `exponent` places. `body` is digits with at most one point. */
function toNumericText(isNegative: boolean, body: string, exponent: number): string | null {
  const point = body.indexOf('.');
  const integer = point < 0 ? body : body.slice(0, point);
  const fraction = point < 0 ? '' : body.slice(point + 1);
  const digits = integer + fraction;
  if (digits === '') return null;
  const shift = integer.length + exponent;
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return '0';
  const leadingZeros = digits.length - significant.length;
  const whole = shift - leadingZeros;
  const limit = MOONCMD_LIMITS.maxAmountDigits;
  if (whole > limit || significant.length - whole > limit || whole < -limit) return null;

  const before = whole > 0 ? significant.slice(0, whole).padEnd(whole, '0') : '0';
  const after = whole > 0 ? significant.slice(whole) : '0'.repeat(-whole) + significant;
  return `${isNegative ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`;
}
