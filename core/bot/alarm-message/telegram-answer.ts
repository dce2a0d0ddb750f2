import * as z from 'zod';
import type { Answer } from './deliver-to-chat.ts';

/** Telegram's answer inside telegraf's error. https://core.telegram.org/bots/api#making-requests */
const refusal = z.object({
  response: z.object({
    error_code: z.number().int(),
    description: z.string().default(''),
    parameters: z
      .object({
        retry_after: z.number().positive().optional(),
        migrate_to_chat_id: z.number().int().optional(),
      })
      .optional(),
  }),
});

/** Sorts what `sendMessage` threw by what to do. What is no answer of Telegram's (no network, a time-out) failed and may work later. */
export function sortRefusal(error: unknown): Answer {
  const parsed = refusal.safeParse(error);
  if (!parsed.success) return { kind: 'failed', why: error instanceof Error ? error.name : 'unknown' };
  const { error_code: code, description, parameters } = parsed.data.response;
  if (parameters?.migrate_to_chat_id !== undefined)
    return { kind: 'moved', chat: String(parameters.migrate_to_chat_id) };
  if (code === 429) return { kind: 'wait', waitMs: (parameters?.retry_after ?? 1) * 1_000 };
  const why = `${code} ${description}`;
  // 400 "chat not found", 403 blocked, kicked, deactivated. A wrong token (401, 404) is no fault of the chat.
  return code === 400 || code === 403 ? { kind: 'gone', why } : { kind: 'failed', why };
}
