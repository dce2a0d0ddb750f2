import { type Step, STEPS } from './series.ts';
import type { Range } from './statistic-range.ts';

/** A part of a range, and what it is read from: cells of a step, or orders where no cell fits. */
export interface Part extends Range {
  readonly source: Step | 'orders';
  /** -1: it lies outside of the range, within a cell that reaches over its end, and is taken off again. */
  readonly sign: 1 | -1;
}

/**
 * Covers a range with as few cells as the steps allow: months where they fit, days before and after them, and so on. With `reachesOver` a
 * cell may reach over an end by less than half, and what is outside is taken off: the month of a calendar five hours behind UTC is a month
 * of UTC less its first five hours. Only for what can be subtracted. Parts of one sign do not overlap; those to be taken off lie within others.
 * @param steps that there are
 */
export function splitRange(range: Range, steps: readonly Step[], reachesOver = false): Part[] {
  const used = STEPS.filter((step) => steps.includes(step));
  return split(range, used, { sign: 1, reachesOver });
}

interface Manner {
  readonly sign: 1 | -1;
  readonly reachesOver: boolean;
}

function split({ from, to }: Range, [coarse, ...finer]: readonly Step[], manner: Manner): Part[] {
  if (coarse === undefined) return [{ source: 'orders', from, to, sign: manner.sign }];
  const begin = from === null ? null : boundOf(from, coarse, 'begin', manner.reachesOver);
  const end = to === null ? null : boundOf(to, coarse, 'end', manner.reachesOver);
  if (begin !== null && end !== null && begin >= end) return split({ from, to }, finer, manner);
  return [
    ...between(from, begin, finer, manner),
    { source: coarse, from: begin, to: end, sign: manner.sign },
    ...between(end, to, finer, manner),
  ];
}

/** What lies between an end and the nearest bound of cells: to be added when the cells begin after it, to be taken off when before. */
function between(one: Date | null, other: Date | null, finer: readonly Step[], manner: Manner): Part[] {
  if (one === null || other === null || one.getTime() === other.getTime()) return [];
  if (one < other) return split({ from: one, to: other }, finer, manner);
  return split({ from: other, to: one }, finer, { ...manner, sign: manner.sign === 1 ? -1 : 1 });
}

function boundOf(moment: Date, step: Step, which: 'begin' | 'end', reachesOver: boolean): Date {
  const before = floorTo(moment, step);
  const after = ceilTo(moment, step);
  if (!reachesOver) return which === 'begin' ? after : before;
  return moment.getTime() - before.getTime() < after.getTime() - moment.getTime() ? before : after;
}

const LENGTHS_MS = { quarter: 900_000, hour: 3_600_000, day: 86_400_000 } as const;

/** The beginning of the span of UTC in which a moment lies. */
export function floorTo(moment: Date, step: Step): Date {
  if (step === 'year') return new Date(Date.UTC(moment.getUTCFullYear(), 0));
  if (step === 'month') return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth()));
  const lengthMs = LENGTHS_MS[step];
  return new Date(Math.floor(moment.getTime() / lengthMs) * lengthMs);
}

/** The first beginning of a span that is not before a moment. */
function ceilTo(moment: Date, step: Step): Date {
  const begun = floorTo(moment, step);
  if (begun.getTime() === moment.getTime()) return begun;
  if (step === 'year') return new Date(Date.UTC(begun.getUTCFullYear() + 1, 0));
  if (step === 'month') return new Date(Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + 1));
  return new Date(begun.getTime() + LENGTHS_MS[step]);
}
