import type { Reply } from './reply.ts';

/** Of all files of one update, as they are in the session: base64 of 200 KB. A row of DynamoDB has 400 KB in all. */
const MAX_KEPT_CHARACTERS = Math.ceil((200 * 1_024 * 4) / 3);

/** Tells the replies that the session can keep from the files that are too large for it. */
export function splitLargeFiles(replies: readonly Reply[]): {
  readonly kept: Reply[];
  readonly large: Reply[];
} {
  const kept: Reply[] = [];
  const large: Reply[] = [];
  let characters = 0;
  for (const reply of replies) {
    const size = reply.kind === 'file' ? reply.content.length : 0;
    if (characters + size > MAX_KEPT_CHARACTERS) large.push(reply);
    else {
      characters += size;
      kept.push(reply);
    }
  }
  return { kept, large };
}
