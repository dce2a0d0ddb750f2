import { Telegram } from 'telegraf';
import { endBy } from '../call-options.ts';
import type { Answer } from './deliver-to-chat.ts';
import { sortRefusal } from './telegram-answer.ts';

const CALL_TIMEOUT_MS = 10_000;

/** Plain text by one bot. Without a time limit of its own a call of telegraf would wait for as long as the function lives. */
export function openSender(
  token: string,
  apiRoot: string | undefined,
): (chat: string, text: string) => Promise<Answer> {
  const telegram = new Telegram(token, apiRoot === undefined ? {} : { apiRoot });
  return async (chat, text) => {
    try {
      await telegram.callApi(
        'sendMessage',
        { chat_id: chat, text, link_preview_options: { is_disabled: true } },
        endBy(AbortSignal.timeout(CALL_TIMEOUT_MS)),
      );
      return { kind: 'sent' };
    } catch (error) {
      return sortRefusal(error);
    }
  };
}
