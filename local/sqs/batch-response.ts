import { z } from 'zod';

const responseSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * Which messages of a batch come back, as Lambda reads a function's answer ("Implementing partial batch responses").
 * Success of all: nothing, null, no list, an empty list. Failure of all: an answer of another shape, an identifier that is
 * missing, empty, null, or not of this batch.
 * @param response what the function returned; unknown, since it is the function's word
 */
export function failedMessageIds(response: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> {
  // "An empty EventResponse": an empty text counts as none.
  const parsed = responseSchema.safeParse(response === '' ? null : response);
  if (!parsed.success) return messageIds;
  const failed = new Set((parsed.data?.batchItemFailures ?? []).map((item) => item.itemIdentifier));
  for (const id of failed) if (!messageIds.has(id)) return messageIds;
  return failed;
}
