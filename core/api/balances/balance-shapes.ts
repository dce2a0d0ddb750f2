import * as z from 'zod';
import { TERMINAL_STATES } from '../../fleet/terminals/terminal-state.ts';
import { decimalAnswer, timeAnswer } from '../answer-shapes.ts';

export const balanceTotals = z.strictObject({
  totals: z.array(
    z.strictObject({
      currency: z.string().nullable().describe('Null: the orders of these terminals have not named it yet'),
      state: z.enum(TERMINAL_STATES),
      terminals: z.int(),
      told: z.int().describe('Of these, those that told a balance'),
      available: decimalAnswer,
      total: decimalAnswer,
    }),
  ),
});

export const balanceHistory = z.strictObject({
  from: timeAnswer,
  to: timeAnswer,
  stepSeconds: z.int(),
  curves: z.array(
    z.strictObject({
      currency: z.string().nullable(),
      points: z
        .array(
          z.strictObject({
            at: timeAnswer.describe('The end of its step'),
            available: decimalAnswer,
            total: decimalAnswer,
            terminals: z.int().describe('How many had told a balance by then'),
          }),
        )
        .describe('Steps in which no balance came are left out: the one before holds'),
    }),
  ),
});
