import { z } from 'zod';

/** Terminals and orders as the database has them in the end: id and time of the last balance; id, order and version. */
const truthSchema = z.object({
  terminals: z.array(z.tuple([z.int(), z.number()])),
  orders: z.array(z.tuple([z.int(), z.string(), z.int()])),
});
export type Truth = z.infer<typeof truthSchema>;

/** From the bench to the process with the clients. */
export const clientOrderSchema = z.discriminatedUnion('cmd', [
  z.object({
    cmd: z.literal('open'),
    url: z.string(),
    /** One a connection, with the terminals that it may see. */
    clients: z.array(z.object({ ticket: z.string(), terminals: z.array(z.int()) })),
  }),
  /** Counting begins anew. */
  z.object({ cmd: z.literal('begin') }),
  /** The first connections break, and come back with these tickets. */
  z.object({ cmd: z.literal('break'), tickets: z.array(z.string()) }),
  z.object({ cmd: z.literal('report') }),
  z.object({ cmd: z.literal('verify'), truth: truthSchema }),
]);
export type ClientOrder = z.infer<typeof clientOrderSchema>;

const reportSchema = z.object({
  type: z.literal('report'),
  open: z.int(),
  frames: z.int(),
  messages: z.int(),
  bytes: z.int(),
  resumed: z.int(),
  notResumed: z.int(),
  resets: z.int(),
  closed: z.int(),
  /** From the terminal's datagram to the client, of a sample. */
  endToEndMs: z.array(z.number()),
});
export const clientReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), refused: z.int() }),
  z.object({ type: z.literal('done') }),
  reportSchema,
  z.object({
    type: z.literal('verified'),
    /** Terminals and orders whose newest state a connection that was never told to read again does not have. */
    gaps: z.int(),
    compared: z.int(),
  }),
]);
export type ClientReport = z.infer<typeof clientReportSchema>;
export type LiveReportOfClients = z.infer<typeof reportSchema>;
