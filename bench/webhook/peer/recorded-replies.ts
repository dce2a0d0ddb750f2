import { z } from 'zod';
import { UPDATE_KINDS } from '../update-mix.ts';

/** A call of the Bot API that a bot answered with: its method and the payload, which names the chat. */
const call = z.object({ method: z.string(), payload: z.record(z.string(), z.unknown()) });
export type RecordedCall = z.infer<typeof call>;

/**
 * What the fleet bot answers to each kind of update, by language; of `page` two answers in turn, since an edit to what stands there already
 * is refused.
 */
export const recordedRepliesSchema = z.object({
  en: z.record(z.enum(UPDATE_KINDS), z.array(z.array(call)).min(1)),
  ru: z.record(z.enum(UPDATE_KINDS), z.array(z.array(call)).min(1)),
});
export type RecordedReplies = z.infer<typeof recordedRepliesSchema>;
