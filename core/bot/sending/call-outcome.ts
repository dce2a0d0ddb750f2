import { readTelegramRefusal } from './telegram-refusal.ts';

/** What became of one call to the Bot API, sorted by what the caller has to do. `why` holds nothing of the message. */
export type CallOutcome =
  | { readonly kind: 'done'; readonly result: unknown }
  /** The chat is away: the person blocked the bot or is gone, the group threw it out, or the chat was never there. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** A group became a supergroup and has another id now: call again with that one. */
  | { readonly kind: 'moved'; readonly chatId: number }
  | { readonly kind: 'wait'; readonly waitMs: number }
  /** The call itself is wrong, and will be at every try. */
  | { readonly kind: 'refused'; readonly code: number; readonly why: string }
  /** No answer, a 5xx, or a token that Telegram does not know: it may work later. A message may have been sent all the same. */
  | { readonly kind: 'failed'; readonly why: string };

/** What 400 says of chats that are not there. https://core.telegram.org/bots/api does not list them; Telegram's server does. */
const NO_SUCH_CHAT =
  /chat not found|user not found|PEER_ID_INVALID|user is deactivated|group chat was deleted/i;

/** An edit that would change nothing: what was wanted is there. */
const IS_THERE_ALREADY = /message is not modified/i;

/** @param error what a call by telegraf threw */
export function sortCallFailure(error: unknown): CallOutcome {
  const refusal = readTelegramRefusal(error);
  if (refusal === undefined) return { kind: 'failed', why: error instanceof Error ? error.name : 'unknown' };
  const { error_code: code, description, parameters } = refusal;
  if (parameters?.migrate_to_chat_id !== undefined)
    return { kind: 'moved', chatId: parameters.migrate_to_chat_id };
  if (code === 429) return { kind: 'wait', waitMs: (parameters?.retry_after ?? 1) * 1_000 };
  if (code === 400 && IS_THERE_ALREADY.test(description)) return { kind: 'done', result: true };
  const why = `${code} ${withoutQuotes(description)}`;
  if (code === 403 || (code === 400 && NO_SUCH_CHAT.test(description))) return { kind: 'unreachable', why };
  // A wrong token (401, 404) is no fault of the message.
  if (code >= 500 || code === 401 || code === 404 || code === 409) return { kind: 'failed', why };
  return { kind: 'refused', code, why };
}

/** Telegram quotes the message after the second colon, and in quotation marks. */
function withoutQuotes(description: string): string {
  return description.split(': ').slice(0, 2).join(': ').replaceAll(/".*"/g, '"..."').slice(0, 120);
}
