import * as z from 'zod';
import { TERMINAL_STATES } from '../../fleet/terminals/terminal-state.ts';
import { decimalAnswer, fleetIdAnswer, nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

/** What a list tells of a terminal. */
export const listedTerminal = z.strictObject({
  id: z.int(),
  fleetId: fleetIdAnswer,
  name: z.string(),
  host: z.string(),
  port: z.int(),
  state: z.enum(TERMINAL_STATES),
  available: decimalAnswer.nullable().describe('In `currency`'),
  total: decimalAnswer.nullable().describe('In `currency`'),
  currency: z.string().nullable(),
  version: z.int().nullable().describe('Without its dot: 756 is 7.56'),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  lastSeenAt: timeAnswer.nullable(),
});

export const terminalPage = z.strictObject({
  terminals: z.array(listedTerminal),
  nextCursor: nextCursorAnswer,
});

/** All that a terminal's card in the fleet bot tells. */
export const terminalCard = z.strictObject({
  id: z.int(),
  fleetId: fleetIdAnswer,
  role: z.enum(['owner', 'operator', 'viewer']).describe('Of the caller'),
  name: z.string(),
  host: z.string(),
  port: z.int(),
  hasPassword: z.boolean(),
  isEnabled: z.boolean(),
  note: z.string().nullable(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  state: z.enum(TERMINAL_STATES),
  lastSeenAt: timeAnswer.nullable(),
  botName: z.string().nullable().describe('As the terminal calls itself'),
  version: z.int().nullable(),
  available: decimalAnswer.nullable(),
  total: decimalAnswer.nullable(),
  currency: z.string().nullable(),
  totalDayAgo: decimalAnswer.nullable().describe('Or the oldest since'),
  ordersOpen: z.int(),
  ordersOpenEmulator: z.int(),
  errorsOfDay: z.int(),
  strategyPacks: z.int(),
});

export const addedTerminal = z.strictObject({
  id: z.int(),
  fleetId: fleetIdAnswer,
  name: z.string(),
  testRunId: z
    .uuid()
    .nullable()
    .optional()
    .describe('With `test`: the run of the question. Null: it could not be sent, ask again'),
});

export const removedTerminal = z.strictObject({
  id: z.int(),
  name: z.string(),
  restoreUntil: timeAnswer.describe('Until then `POST /api/terminals/{id}/restore` brings it back'),
});

/** What is wrong with a line of a list. */
export const importProblem = z.strictObject({
  line: z.int().describe('Of the CSV text, whose header is line 1; of JSON rows, from 1'),
  kind: z.enum(['field', 'unreadable', 'repeated', 'host', 'address-taken']),
  field: z.string().nullable().describe('Of which column'),
  is: z
    .string()
    .nullable()
    .describe(
      '`empty`, `too-long`, `bad-characters`, `not-a-host`, `not-a-port` of a field; `malformed`, `forbidden`, `ipv6-only`, `unknown`, `no-answer` of a host',
    ),
  message: z.string(),
});

export const importPreview = z.strictObject({
  importId: z.uuid(),
  added: z.int(),
  changed: z.int(),
  same: z.int().describe('As they are already'),
  problemCount: z.int(),
  problems: z.array(importProblem).describe('The first 200; these lines are left out'),
});

export const importDone = z.strictObject({ fleetId: fleetIdAnswer, added: z.int(), changed: z.int() });

export const labelList = z.strictObject({
  labels: z.array(z.strictObject({ fleetId: fleetIdAnswer, name: z.string(), terminals: z.int() })),
});

export const labelledCount = z.strictObject({ terminals: z.int() });

/** What was closed today, by terminal, currency and emulator. */
export const profitToday = z.strictObject({
  since: timeAnswer.describe('When the day began in the given time zone'),
  rows: z.array(
    z.strictObject({
      terminalId: z.int(),
      currency: z.string().nullable(),
      isEmulator: z.boolean(),
      profit: decimalAnswer,
      orders: z.int(),
    }),
  ),
});
