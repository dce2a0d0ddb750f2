import { encodeCall } from '../routing/action-codec.ts';
import type { Button, Screen } from '../screen.ts';
import { splitHtml } from '../views/split-html.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { MessageUnsendableError } from './write-messages.ts';

/** https://core.telegram.org/bots/api#sendmessage: after the markup is taken out. */
const MAX_TEXT_CHARACTERS = 4_096;

/** To whom a screen goes of the bot's own accord, and what for: as in `OutgoingMessage`. */
export type MessageTarget = Omit<OutgoingMessage, 'call'>;

/**
 * A screen as messages of the outbox: one, or several when it is longer than Telegram takes, the buttons under the last.
 * @throws MessageUnsendableError when a button's arguments do not fit into 64 bytes: there is no token row for what nobody asked for
 */
export function screenMessages(
  target: MessageTarget,
  { text, buttons, linkPreview }: Screen,
): OutgoingMessage[] {
  const parts = splitHtml(text.value, MAX_TEXT_CHARACTERS);
  const rows = (buttons ?? []).filter((row) => row.length > 0);
  return parts.map((part, index): OutgoingMessage => ({
    ...target,
    key: index === 0 ? target.key : `${target.key}:${index}`,
    call: {
      method: 'sendMessage',
      payload: {
        text: part,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: linkPreview !== true },
        ...(index === parts.length - 1 && rows.length > 0
          ? { reply_markup: { inline_keyboard: rows.map((row) => row.map(buttonOf)) } }
          : {}),
      },
    },
  }));
}

function buttonOf(button: Button): Record<string, unknown> {
  const { label } = button;
  if ('url' in button) return { text: label, url: button.url };
  if ('copy' in button) return { text: label, switch_inline_query_current_chat: button.copy };
  const data = encodeCall(button.call, undefined);
  if (data === undefined) throw new MessageUnsendableError(`the button ${button.call.id} is too long`);
  return { text: label, callback_data: data };
}
