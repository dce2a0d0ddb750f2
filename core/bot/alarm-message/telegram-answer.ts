import { readTelegramRefusal } from '../telegram-refusal.ts';
import type { Answer } from './deliver-to-chat.ts';

/** Sorts what `sendMessage` threw by what to do. What is no answer of Telegram's (no network, a time-out) failed and may work later. */
export function sortRefusal(error: unknown): Answer {
  const refusal = readTelegramRefusal(error);
  if (refusal === undefined) return { kind: 'failed', why: error instanceof Error ? error.name : 'unknown' };
  const { error_code: code, description, parameters } = refusal;
  if (parameters?.migrate_to_chat_id !== undefined)
    return { kind: 'moved', chat: String(parameters.migrate_to_chat_id) };
  if (code === 429) return { kind: 'wait', waitMs: (parameters?.retry_after ?? 1) * 1_000 };
  const why = `${code} ${description}`;
  // 400 "chat not found", 403 blocked, kicked, deactivated. A wrong token (401, 404) is no fault of the chat.
  return code === 400 || code === 403 ? { kind: 'gone', why } : { kind: 'failed', why };
}
