import * as z from 'zod';

/**
 * What is to be said, ready to be sent and to be kept in the session: it must still be sent as it is by the next try of its update, perhaps
 * by the next release.
 */
const message = z.object({
  kind: z.literal('message'),
  /** HTML of at most 4,096 characters. */
  text: z.string(),
  /** Telegram's `reply_markup`. */
  markup: z.record(z.string(), z.unknown()).optional(),
  linkPreview: z.boolean().optional(),
  /** The message that is edited; if it is gone, a new one is sent. */
  edits: z.int().optional(),
  /** The flow's question: its id is kept in the session. */
  isQuestion: z.boolean().optional(),
});

const file = z.object({
  kind: z.literal('file'),
  name: z.string(),
  /** Base64. */
  content: z.string(),
  caption: z.string().optional(),
});

const deletion = z.object({ kind: z.literal('deletion'), messageId: z.int() });

/** Ends the tap, with or without words. */
const toast = z.object({ kind: z.literal('toast'), queryId: z.string(), text: z.string().optional() });

export const replySchema = z.discriminatedUnion('kind', [message, file, deletion, toast]);

export type Reply = z.infer<typeof replySchema>;
export type MessageReply = z.infer<typeof message>;
export type FileReply = z.infer<typeof file>;

/** What goes out one after the other, so that the chat shows it in order. */
export function isInOrder(reply: Reply): reply is MessageReply | FileReply {
  return reply.kind === 'message' || reply.kind === 'file';
}
