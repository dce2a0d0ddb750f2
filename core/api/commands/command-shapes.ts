import * as z from 'zod';
import { RESULT_STATES } from '../../fleet/commands/result-states.ts';
import { fleetIdAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

const count = z.int();

/** One command to some terminals. */
export const runAnswer = z.strictObject({
  id: z.uuid(),
  fleetId: fleetIdAnswer,
  command: z.string(),
  target: z.string().describe('`terminal`, `terminals`, `group NAME`, `tag NAME`, `all`'),
  byBotName: z.boolean(),
  timeoutMs: z.int(),
  requestedBy: z.strictObject({ telegramId: z.int(), name: z.string().nullable() }).nullable(),
  source: z.enum(['telegram', 'api', 'system']),
  createdAt: timeAnswer,
  expiresAt: timeAnswer.nullable(),
  settledAt: timeAnswer.nullable().describe('Null while anything can still change'),
  undoOf: z.uuid().nullable().describe('The command that this one takes back'),
  undo: z.string().nullable().describe('The command that would take it back; null: nothing does'),
  nextId: z.uuid().nullable().describe('Of several lines: the one that is sent once this one is settled'),
  counts: z.strictObject({
    answered: count,
    refused: count,
    'timed-out': count,
    'not-sent': count,
    pending: count,
  }),
});

export const resultAnswer = z.strictObject({
  terminalId: z.int(),
  name: z.string().nullable(),
  state: z.enum(RESULT_STATES),
  reply: z.string().nullable(),
  replyDatagrams: z.int().nullable(),
  reason: z.string().nullable().describe('Why it was not sent, or what the reply lacks'),
  sentAt: timeAnswer.nullable(),
  settledAt: timeAnswer.nullable(),
});

/** A command as one terminal answered it. */
export const terminalRun = resultAnswer.extend({
  id: z.uuid(),
  command: z.string(),
  target: z.string(),
  requestedBy: z.string().nullable().describe('First name; null: the system, or somebody who is forgotten'),
  source: z.enum(['telegram', 'api', 'system']),
  createdAt: timeAnswer,
});

export const terminalRunPage = z.strictObject({
  commands: z.array(terminalRun),
  nextCursor: nextCursorAnswer,
});

export const runWithResults = runAnswer.extend({
  results: z.array(resultAnswer),
  nextCursor: nextCursorAnswer,
});

export const runPage = z.strictObject({ commands: z.array(runAnswer), nextCursor: nextCursorAnswer });

export const sentCommand = z.strictObject({
  id: z.uuid(),
  terminals: z.int(),
  isNew: z.boolean().describe('False: this key had made it before'),
});
