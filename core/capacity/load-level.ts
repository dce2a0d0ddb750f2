export type LoadLevel = 'normal' | 'high' | 'critical';

/** The Commander's limits of a queue, and the same of what was measured to be possible in place of its fixed packets a second. */
const HIGH_PERCENT = 50;
const CRITICAL_PERCENT = 80;

export interface Load {
  readonly queuePercent: number | null;
  /** Of the narrowest stage's measured capacity; null: not known. */
  readonly utilizationPercent: number | null;
}

export function loadLevelOf({ queuePercent, utilizationPercent }: Load): LoadLevel {
  const highest = Math.max(queuePercent ?? 0, utilizationPercent ?? 0);
  if (highest > CRITICAL_PERCENT) return 'critical';
  return highest > HIGH_PERCENT ? 'high' : 'normal';
}
