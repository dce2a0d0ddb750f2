import * as z from 'zod';

/** Terminals named in one alert; of more only the number is told. */
export const NAMED_TERMINALS = 20;
/** Kinds of errors named in one alert. */
export const NAMED_ERRORS = 5;

const terminals = z.object({
  count: z.int(),
  /** The first by name. */
  terminals: z.array(z.object({ id: z.int(), name: z.string() })),
});

const apiErrors = z.object({
  count: z.int(),
  terminals: z.int(),
  /** The most frequent; text of the newest of its kind. */
  top: z.array(
    z.object({
      count: z.int(),
      code: z.int().nullable(),
      symbol: z.string().nullable(),
      text: z.string(),
    }),
  ),
});

/** Amounts are decimal text; `profit` is negative. */
const loss = z.object({ currency: z.string(), profit: z.string(), limit: z.string() });

const base = { id: z.string(), occurredAt: z.date() };
export const alertSchema = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('silent'), subject: terminals }),
  z.object({ ...base, kind: z.literal('back'), subject: terminals }),
  z.object({ ...base, kind: z.literal('api-errors'), subject: apiErrors }),
  z.object({ ...base, kind: z.literal('loss'), subject: loss }),
]);

/** One thing to tell of a fleet. */
export type Alert = z.infer<typeof alertSchema>;
