import * as z from 'zod';

/** An update that was given up, as it stands in the queue: an operator can post it to the webhook again. */
export const deadUpdateSchema = z.object({
  version: z.literal(1),
  bot: z.string(),
  /** As Telegram posted it; a person's words are in it, so the queue is encrypted and forgets after its retention. */
  update: z.looseObject({ update_id: z.int() }),
  /** Of the last try; no token and no text of a message. */
  reason: z.string(),
});
export type DeadUpdate = z.infer<typeof deadUpdateSchema>;
