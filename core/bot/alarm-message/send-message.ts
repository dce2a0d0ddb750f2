import { Telegram } from 'telegraf';
import type { Answer } from './deliver-to-chat.ts';
import { sortRefusal } from './telegram-answer.ts';

const CALL_TIMEOUT_MS = 10_000;

/** Telegraf knows the signal by the class of an old package; Node's own is the same thing to it. */
type CallSignal = NonNullable<Parameters<Telegram['callApi']>[2]>['signal'];

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
        { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) as unknown as CallSignal },
      );
      return { kind: 'sent' };
    } catch (error) {
      return sortRefusal(error);
    }
  };
}
