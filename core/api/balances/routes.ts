import * as z from 'zod';
import { MAX_POINTS, readBalanceHistory } from '../../fleet/balances/balance-history.ts';
import { readBalanceTotals } from '../../fleet/balances/balance-totals.ts';
import { ProblemError } from '../../http/answers.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { scopeInput } from '../orders/order-input.ts';
import { momentInput } from '../time-input.ts';
import { balanceHistory, balanceTotals } from './balance-shapes.ts';

const readTotals = defineRoute({
  method: 'GET',
  path: '/api/balances',
  tag: TAGS.terminals,
  summary: 'Newest balances, summed by currency and state of the terminals',
  query: z.strictObject(scopeInput),
  body: null,
  answer: balanceTotals,
  handle: async ({ query, caller, databases, now }) => ({
    body: {
      totals: await databases.read('recent', (database) =>
        readBalanceTotals(database, { ...query, userId: caller.userId }, now),
      ),
    },
  }),
});

const DAY_MS = 86_400_000;

const readHistory = defineRoute({
  method: 'GET',
  path: '/api/balances/history',
  tag: TAGS.terminals,
  summary: 'Balance curves, of one terminal or summed over many, by currency',
  description: `At most ${MAX_POINTS} points a curve: the step is chosen from the span. A terminal that falls silent keeps its last balance. Of thousands of terminals over a long time, what each told in the last minute of a step counts. Balances are kept by the minute for three years.`,
  query: z.strictObject({
    ...scopeInput,
    from: momentInput.optional().describe('Default: a day before `to`'),
    to: momentInput.optional().describe('Default: now'),
    step: z
      .string()
      .regex(/^\d{1,7}$/, 'seconds')
      .transform(Number)
      .optional()
      .describe('Seconds at least between points'),
  }),
  body: null,
  answer: balanceHistory,
  handle: async ({ query: { from, to, step, ...scope }, caller, databases, now }) => {
    const until = to === undefined || to > now ? now : to;
    const since = from ?? new Date(until.getTime() - DAY_MS);
    if (since >= until)
      throw new ProblemError({
        status: 400,
        title: 'Invalid request',
        detail: '`from` has to be before `to`, and before now.',
      });
    const { stepS, curves } = await databases.read('recent', (database) =>
      readBalanceHistory(database, {
        scope: { ...scope, userId: caller.userId },
        from: since,
        to: until,
        wantedStepS: step,
      }),
    );
    return { body: { from: since, to: until, stepSeconds: stepS, curves } };
  },
});

export const balanceRoutes: readonly RouteDefinition[] = [readTotals, readHistory];
