import * as z from 'zod';
import { pageErrors } from '../../fleet/errors/page-errors.ts';
import { summarizeErrors } from '../../fleet/errors/summarize-errors.ts';
import { ProblemError } from '../../http/answers.ts';
import { cursorInput, writeCursor } from '../cursor.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { scopeInput } from '../orders/order-input.ts';
import { pageLimitInput, wordsInput } from '../read-input.ts';
import { momentInput } from '../time-input.ts';
import { errorPage, errorSummary } from './error-shapes.ts';

const digits = z.string().regex(/^\d{1,18}$/);

const filterInput = {
  ...scopeInput,
  code: z
    .string()
    .regex(/^-?\d{1,9}$/, 'a whole number')
    .transform(Number)
    .optional()
    .describe("The exchange's"),
  symbol: wordsInput.optional(),
  from: momentInput.optional().describe('Of the arrival; this moment belongs to it'),
  to: momentInput.optional().describe('This moment does not belong to it'),
};

const listErrors = defineRoute({
  method: 'GET',
  path: '/api/errors',
  tag: TAGS.terminals,
  summary: 'What exchanges refused terminals, the newest first; a moment old',
  query: z.strictObject({
    cursor: cursorInput(z.object({ at: digits, id: digits })),
    limit: pageLimitInput(50, 500),
    ...filterInput,
  }),
  body: null,
  answer: errorPage,
  handle: async ({ query: { cursor, limit, ...filter }, caller, databases, now }) => {
    const { errors, next } = await databases.read('recent', (database) =>
      pageErrors(database, { ...filter, userId: caller.userId, after: cursor, limit, now }),
    );
    return { body: { errors, ...(next === undefined ? {} : { nextCursor: writeCursor({ ...next }) }) } };
  },
});

const DAY_MS = 86_400_000;
/** Every error of the period is counted. */
const MAX_DAYS = 92;

const summarize = defineRoute({
  method: 'GET',
  path: '/api/errors/summary',
  tag: TAGS.terminals,
  summary: 'Errors of a period, counted by terminal, code and symbol',
  description: `A period has at most ${MAX_DAYS} days.`,
  query: z.strictObject({
    ...filterInput,
    from: momentInput.optional().describe('Default: a day before `to`'),
    to: momentInput.optional().describe('Default: now'),
  }),
  body: null,
  answer: errorSummary,
  handle: async ({ query, caller, databases, now }) => {
    const to = query.to ?? now;
    const from = query.from ?? new Date(to.getTime() - DAY_MS);
    if (from >= to || to.getTime() - from.getTime() > MAX_DAYS * DAY_MS)
      throw new ProblemError({
        status: 400,
        title: 'Invalid request',
        detail: `\`from\` has to be before \`to\`, by at most ${MAX_DAYS} days.`,
      });
    const summary = await databases.read('recent', (database) =>
      summarizeErrors(database, { ...query, userId: caller.userId, from, to }),
    );
    return { body: { from, to, ...summary } };
  },
});

export const errorRoutes: readonly RouteDefinition[] = [listErrors, summarize];
