import * as z from 'zod';
import { nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

export const strategyList = z.strictObject({
  receivedAt: timeAnswer
    .nullable()
    .describe('When the newest pack came; null: none yet, send `GetStrategiesFull` to the terminal'),
  unreadablePacks: z.int(),
  count: z.int().describe('Of all strategies of the terminal'),
  strategies: z
    .array(
      z.strictObject({
        name: z.string(),
        folder: z.string().describe('Folders from the outside in, joined by `/`; empty outside of any'),
        parameterCount: z.int(),
        parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
      }),
    )
    .describe('In the order of the terminal'),
  nextCursor: nextCursorAnswer,
});

export const knownParameters = z.strictObject({
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      strategies: z.int().describe('How many of the strategies that were looked at have it'),
      values: z.array(z.string()).describe('The commonest, at most five'),
    }),
  ),
});

export const setParamPack = z.strictObject({
  commands: z.array(z.string()).describe('Lines `SetParam`; what is so already is left out'),
  revert: z.array(z.string()).describe('Lines that put back what is known now, the last change first'),
  unchanged: z.array(z.int()).describe('Changes that change nothing, by their place from 0'),
});
