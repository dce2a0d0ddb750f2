import * as z from 'zod';
import { nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

const id = z.string().describe('Of the letter');

export const deadLetterPage = z.strictObject({
  letters: z.array(
    z.strictObject({
      id,
      terminalId: z.int(),
      terminalName: z.string().nullable(),
      kind: z.string(),
      reason: z.string(),
      detail: z.string(),
      receivedAt: timeAnswer,
      deadSince: timeAnswer,
      bytes: z.int(),
      preview: z.string().nullable().describe('The beginning, up to 500 bytes; null when it is no text'),
    }),
  ),
  reasons: z
    .array(z.strictObject({ reason: z.string(), letters: z.int() }))
    .describe('Of all there are, most first'),
  nextCursor: nextCursorAnswer,
});

export const redrivenLetters = z.strictObject({
  letters: z.array(
    z.strictObject({
      id,
      outcome: z
        .enum(['stored', 'refused', 'sent', 'not-sent', 'unknown'])
        .describe(
          '`refused`: it could not be stored again and is a letter with a new id. `sent`: the queue has it, and it is not stored yet. `not-sent`: the queue did not take it, it is where it was',
        ),
      reason: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
  left: z.int().describe('Letters of the reason that are still there; of ids: 0'),
});

export const discardedLetters = z.strictObject({ discarded: z.int() });

export const deadLetterQueues = z.strictObject({
  queues: z.array(
    z.strictObject({
      name: z.string(),
      waiting: z.int().nullable().describe('In the queue itself; null: not known, or nothing reads from it'),
      inFlight: z.int().nullable(),
      deadLetters: z.int().nullable().describe('Null: SQS does not say'),
      canRedrive: z.boolean(),
    }),
  ),
});

export const redrivenQueue = z.strictObject({
  how: z
    .enum(['task', 'moved'])
    .describe(
      '`task`: SQS moves all of them from now on, which takes a while. `moved`: SQS cannot do that here (on one machine), so they were moved before this answer',
    ),
  messages: z.int(),
  hasMore: z.boolean().describe('Ask again'),
});
