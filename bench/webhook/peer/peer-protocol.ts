import { z } from 'zod';
import { recordedRepliesSchema } from './recorded-replies.ts';

/** From the bench to the peer. */
export const peerOrderSchema = z.object({
  token: z.string(),
  apiRoot: z.string(),
  /** Of the webhook. */
  secret: z.string(),
  replies: recordedRepliesSchema,
});
export type PeerOrder = z.infer<typeof peerOrderSchema>;

/** From the peer to the bench. */
export const peerServesSchema = z.object({ type: z.literal('serves'), url: z.string() });

/** From the bench: how much it has done. */
export const PEER_COUNT_ORDER = { cmd: 'count' } as const;

/** From the peer: calls that Telegram took, and calls that failed. */
export const peerCountSchema = z.object({ type: z.literal('count'), calls: z.number(), failed: z.number() });
