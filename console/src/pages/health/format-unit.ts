import { formatNumber, NOTHING } from '../../format/amounts.ts';
import { texts } from './texts.ts';

export type Unit = 'count' | 'perSecond' | 'ms' | 'seconds' | 'percent' | 'bytes';

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A figure with its unit, short enough for an axis. */
export function formatUnit(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return NOTHING;
  switch (unit) {
    case 'count':
      return compact(value);
    case 'perSecond':
      return texts.t('perSecond', { value: compact(value) });
    case 'ms':
      return value >= 1_000
        ? formatNumber(value / 1_000, { style: 'unit', unit: 'second', maximumSignificantDigits: 3 })
        : formatNumber(value, { style: 'unit', unit: 'millisecond', maximumSignificantDigits: 3 });
    case 'seconds':
      return formatNumber(value, { style: 'unit', unit: 'second', maximumSignificantDigits: 3 });
    case 'percent':
      return formatNumber(value / 100, {
        style: 'percent',
        maximumFractionDigits: Math.abs(value) < 1 ? 3 : 1,
      });
    case 'bytes':
      return formatBytes(value);
  }
}

function compact(value: number): string {
  return formatNumber(value, {
    notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard',
    maximumSignificantDigits: Math.abs(value) >= 1_000 && Math.abs(value) < 10_000 ? 4 : 3,
  });
}

export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NOTHING;
  const power = Math.min(
    BYTE_UNITS.length - 1,
    bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1_000)),
  );
  return formatNumber(bytes / 1_000 ** power, {
    style: 'unit',
    unit: BYTE_UNITS[power] ?? 'byte',
    unitDisplay: 'short',
    maximumSignificantDigits: 4,
  });
}
