import * as z from 'zod';
import { PERIODS } from '../../../core/fleet/results/period.ts';
import { spec } from '../calls.ts';

/** `a12`: a whole fleet, `t7`: a terminal; see `command-target.ts`. */
const scope = z.string().regex(/^[at]\d{1,18}$/);
const period = z.enum(PERIODS);

export const profitCalls = {
  show: spec('m', z.tuple([scope, period])),
  /** By what, and how many rows stand before. */
  by: spec('mb', z.tuple([scope, period, z.enum(['terminal', 'strategy']), z.int().min(0).max(100_000)])),
};
