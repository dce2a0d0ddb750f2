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
