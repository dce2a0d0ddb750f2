import { z } from 'zod';

/** From the runner to a function's process. The event travels as JSON text, as it does to a real function. */
export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly eventJson: string;
  /** Milliseconds of the epoch at which the runner gives the invocation up. */
  readonly deadlineMs: number;
}

export const invokeMessageSchema = z.object({
  type: z.literal('invoke'),
  requestId: z.string(),
  eventJson: z.string(),
  deadlineMs: z.number(),
});

/** From a function's process to the runner. */
export const functionMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('initialized'), peakMemoryBytes: z.number() }),
  z.object({ type: z.literal('init-failed'), error: z.string() }),
  z.object({
    type: z.literal('returned'),
    requestId: z.string(),
    resultJson: z.string(),
    peakMemoryBytes: z.number(),
  }),
  z.object({
    type: z.literal('threw'),
    requestId: z.string(),
    error: z.string(),
    peakMemoryBytes: z.number(),
  }),
]);

export type FunctionMessage = z.infer<typeof functionMessageSchema>;
