import type { CallOutcome } from '../sending/call-outcome.ts';
import { openTelegramClient } from '../sending/telegram-client.ts';

/** Plain text by one bot. */
export function openSender(
  token: string,
  apiRoot: string | undefined,
): (chat: string, text: string) => Promise<CallOutcome> {
  const telegram = openTelegramClient(token, apiRoot);
  return (chat, text) =>
    telegram.call('sendMessage', { chat_id: chat, text, link_preview_options: { is_disabled: true } });
}
