import type { Range } from './statistic-range.ts';
import { type Step, STEPS } from './series.ts';

/** A part of a range, and what it is read from: cells of a step, or orders where no cell fits. */
export interface Part extends Range {
  readonly source: Step | 'orders';
}

/**
 * Cuts a range into as few parts as the steps allow: months where they fit, days before and after them, and so on. The parts meet and do not
 * overlap.
 * @param steps that there are
 */
export function splitRange(range: Range, steps: readonly Step[]): Part[] {
  return split(
    range,
    STEPS.filter((step) => steps.includes(step)),
  );
}

function split({ from, to }: Range, [coarse, ...finer]: readonly Step[]): Part[] {
  if (coarse === undefined) return [{ source: 'orders', from, to }];
  const begin = from === null ? null : ceilTo(from, coarse);
  const end = to === null ? null : floorTo(to, coarse);
  if (begin !== null && end !== null && begin >= end) return split({ from, to }, finer);
  return [
    ...(isBefore(from, begin) ? split({ from, to: begin }, finer) : []),
    { source: coarse, from: begin, to: end },
    ...(isBefore(end, to) ? split({ from: end, to }, finer) : []),
  ];
}

function isBefore(one: Date | null, other: Date | null): boolean {
  return one !== null && other !== null && one < other;
}

const LENGTHS_MS = { quarter: 900_000, day: 86_400_000 } as const;

/** The beginning of the span of UTC in which a moment lies. */
export function floorTo(moment: Date, step: Step): Date {
  if (step === 'month') return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth()));
  const lengthMs = LENGTHS_MS[step];
  return new Date(Math.floor(moment.getTime() / lengthMs) * lengthMs);
}

/** The first beginning of a span that is not before a moment. */
function ceilTo(moment: Date, step: Step): Date {
  const begun = floorTo(moment, step);
  if (begun.getTime() === moment.getTime()) return begun;
  if (step === 'month') return new Date(Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + 1));
  return new Date(begun.getTime() + LENGTHS_MS[step]);
}
