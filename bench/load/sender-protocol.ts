import { z } from 'zod';

/** From the bench to the sender. */
export const senderOrderSchema = z.object({
  cmd: z.literal('run'),
  ratePerS: z.number().positive().max(1_000_000),
  seconds: z.number().positive().max(600),
  style: z.enum(['gzip', 'plain']),
  /** Of the receiver on 127.0.0.1. */
  port: z.number().int().min(1).max(65_535),
});

export type SenderOrder = z.infer<typeof senderOrderSchema>;

/** From the sender to the bench. */
export const senderReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bound'), ports: z.array(z.number().int()) }),
  /** All datagrams are encoded: the clock starts now. */
  z.object({ type: z.literal('started'), prepareSeconds: z.number() }),
  z.object({
    type: z.literal('done'),
    sent: z.number().int(),
    achievedPerS: z.number(),
    worstLatenessMs: z.number(),
    /** User and system time from the first to the last datagram; preparing is not in it. */
    cpuSeconds: z.number(),
    cpuUsPerDatagram: z.number(),
    bytes: z.number().int(),
    /** Sends that the system refused. */
    errors: z.number().int(),
  }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);

export type SenderReport = z.infer<typeof senderReportSchema>;
export type SenderResult = Extract<SenderReport, { type: 'done' }>;
