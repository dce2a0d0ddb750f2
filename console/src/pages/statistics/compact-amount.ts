import { formatNumber } from '../../format/amounts.ts';
import { texts } from './texts.ts';

/** A figure for a small place: `1.24k`. */
export function compactNumber(value: number, signDisplay: 'auto' | 'exceptZero' = 'auto'): string {
  const { t } = texts;
  const size = Math.abs(value);
  const written = (divisor: number): string =>
    formatNumber(value / divisor, { maximumSignificantDigits: 3, signDisplay });
  if (size >= 999_500) return t('million', { value: written(1_000_000) });
  if (size >= 999.5) return t('thousand', { value: written(1_000) });
  return written(1);
}

/** An amount for a small place: `+1.24k`, `-0.35`. */
export function compactAmount(amount: string | number): string {
  return compactNumber(Number(amount), 'exceptZero');
}
