import { z } from 'zod';
import { badRequest } from './bot-api-error.ts';
import { structure } from './parameters.ts';
import {
  type InlineKeyboard,
  inlineKeyboardSchema,
  type ReplyKeyboard,
  replyKeyboardSchema,
} from './state.ts';

const MAX_CALLBACK_BYTES = 64;
const MAX_COPY_CHARACTERS = 256;
const MAX_BUTTONS = 100;

/** What stands under a message or instead of the keyboard. */
export type Markup =
  | { readonly kind: 'inline'; readonly keyboard: InlineKeyboard }
  | { readonly kind: 'reply'; readonly keyboard: ReplyKeyboard }
  | { readonly kind: 'remove' }
  | { readonly kind: 'none' };

/**
 * `reply_markup` of a call with its limits checked; an object with none of these four fields is passed over, as Telegram does.
 * Throws BotApiError within the parse.
 */
export const markupSchema = structure(
  z.looseObject({}, { error: 'object expected as reply markup' }).optional(),
).transform((markup): Markup | undefined => {
  if (markup === undefined) return undefined;
  if ('inline_keyboard' in markup)
    return { kind: 'inline', keyboard: checkInlineKeyboard(read(inlineKeyboardSchema, markup)) };
  if ('keyboard' in markup)
    return { kind: 'reply', keyboard: checkReplyKeyboard(read(replyKeyboardSchema, markup)) };
  return { kind: markup['remove_keyboard'] === true ? 'remove' : 'none' };
});

function read<T>(schema: z.ZodType<T>, markup: unknown): T {
  const parsed = schema.safeParse(markup);
  if (parsed.success) return parsed.data;
  throw badRequest(`can't parse reply keyboard markup JSON object: ${z.prettifyError(parsed.error)}`);
}

/**
 * @returns without empty rows
 * @throws BotApiError in Telegram's words
 */
function checkInlineKeyboard({ inline_keyboard: rows }: InlineKeyboard): InlineKeyboard {
  const buttons = rows.flat();
  if (buttons.length > MAX_BUTTONS) throw badRequest('REPLY_MARKUP_TOO_LONG');
  for (const button of buttons) {
    if (button.text.trim() === '')
      throw badRequest("can't parse inline keyboard button: Text of the button must be non-empty");
    const kinds = [button.url, button.callback_data, button.copy_text].filter((one) => one !== undefined);
    if (kinds.length === 0)
      throw badRequest(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
      );
    if (kinds.length > 1) throw badRequest('BUTTON_TYPE_INVALID');
    if (button.callback_data !== undefined) {
      const bytes = Buffer.byteLength(button.callback_data);
      if (bytes < 1 || bytes > MAX_CALLBACK_BYTES) throw badRequest('BUTTON_DATA_INVALID');
    }
    if (button.copy_text !== undefined) {
      const { length } = button.copy_text.text;
      if (length < 1 || length > MAX_COPY_CHARACTERS) throw badRequest('BUTTON_COPY_TEXT_INVALID');
    }
    if (button.url !== undefined && !isButtonUrl(button.url))
      throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`);
  }
  return { inline_keyboard: rows.filter((row) => row.length > 0) };
}

function checkReplyKeyboard(keyboard: ReplyKeyboard): ReplyKeyboard {
  if (keyboard.keyboard.flat().some(({ text }) => text.trim() === ''))
    throw badRequest("can't parse keyboard button: Text of the button must be non-empty");
  return { ...keyboard, keyboard: keyboard.keyboard.filter((row) => row.length > 0) };
}

/** Telegram takes no name without a dot, so no `localhost`. */
function isButtonUrl(text: string): boolean {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`);
  if (url === null) return false;
  if (url.protocol === 'tg:') return true;
  return ['http:', 'https:'].includes(url.protocol) && url.hostname.includes('.');
}
