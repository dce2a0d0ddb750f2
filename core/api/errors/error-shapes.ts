import * as z from 'zod';
import { nextCursorAnswer, timeAnswer } from '../answer-shapes.ts';

export const errorPage = z.strictObject({
  errors: z.array(
    z.strictObject({
      id: z.string(),
      terminalId: z.int(),
      terminalName: z.string(),
      receivedAt: timeAnswer,
      occurredAt: timeAnswer.nullable().describe('As the terminal dated it'),
      symbol: z.string().nullable(),
      code: z.int().nullable().describe("The exchange's"),
      text: z.string(),
    }),
  ),
  nextCursor: nextCursorAnswer,
});

const counted = { errors: z.int(), newestAt: timeAnswer };

export const errorSummary = z.strictObject({
  from: timeAnswer,
  to: timeAnswer,
  total: z.int(),
  byTerminal: z
    .array(z.strictObject({ terminalId: z.int(), name: z.string(), ...counted }))
    .describe('The 100 with the most; so for code and symbol'),
  byCode: z.array(z.strictObject({ code: z.int().nullable(), ...counted })),
  bySymbol: z.array(z.strictObject({ symbol: z.string().nullable(), ...counted })),
});
