import { z } from 'zod';
import { UPDATE_KINDS } from './update-mix.ts';

const people = z.object({
  firstId: z.number(),
  count: z.number(),
  pageEnds: z.array(z.array(z.number()).readonly()).readonly(),
});

/** From the bench to the sender. */
export const sendOrderSchema = z.object({
  cmd: z.literal('run'),
  url: z.string(),
  /** Of the webhook. */
  secret: z.string(),
  people,
  /** No two updates of a bot have one id. */
  firstUpdateId: z.number().int(),
  count: z.number().int().min(1).max(200_000),
  ratePerS: z.number().positive(),
  /** After an answer that came later than this nothing more is posted: the receiver does not keep up, and what waits is not worth its time. */
  giveUpMs: z.number().optional(),
  /** @default a mix of all */
  only: z.enum(UPDATE_KINDS).optional(),
});
export type SendOrder = z.infer<typeof sendOrderSchema>;

/** From the sender to the bench: what one run came to. */
export const sendReportSchema = z.object({
  type: z.literal('done'),
  sent: z.number(),
  /** Updates that were not posted any more. */
  givenUp: z.number(),
  achievedPerS: z.number(),
  worstLatenessMs: z.number(),
  /** Answers by their status other than 200, and requests without an answer by their reason. */
  errors: z.record(z.string(), z.number()),
  /** From the time at which an update had to be sent to its answer. */
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
  /** From the last update to the last answer. */
  drainMs: z.number(),
  cpuSeconds: z.number(),
  byKind: z.record(z.string(), z.object({ count: z.number(), p50Ms: z.number() })),
});
export type SendReport = z.infer<typeof sendReportSchema>;
