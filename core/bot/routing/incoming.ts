import type { Context } from 'telegraf';
import { callbackQuery, message } from 'telegraf/filters';
import type { Chat, User } from 'telegraf/types';
import { openIncomingFile } from '../incoming-file.ts';
import type { BotChat, IncomingFile } from '../turn.ts';
import type { TelegramPerson } from '../users/user-directory.ts';

/** What a person did, as the router tells it apart. */
export type IncomingEvent =
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly payload: string;
      /** `/help@our_bot`: meant for this bot and no other of the group. */
      readonly isAddressed: boolean;
    }
  | { readonly kind: 'tap'; readonly data: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'contact'; readonly phone: string; readonly userId: number | undefined }
  | { readonly kind: 'file'; readonly file: IncomingFile }
  /** The person let the bot in, or blocked it. */
  | { readonly kind: 'membership'; readonly isReachable: boolean }
  /** A sticker, a voice message, a location: nothing that a bot here takes. */
  | { readonly kind: 'other' };

export interface Incoming {
  readonly updateId: number;
  readonly person: TelegramPerson;
  readonly chat: BotChat;
  /** The message that the person wrote. */
  readonly messageId: number | undefined;
  /** The tap, and the message under which the button is, as long as Telegram still knows it. */
  readonly tap: { readonly queryId: string; readonly messageId: number | undefined } | undefined;
  readonly event: IncomingEvent;
}

/**
 * @param signal ends what is downloaded
 * @returns undefined for what no person of a chat did, or nobody wants to hear of: channels, edits, other bots
 */
export function readIncoming(context: Context, signal: AbortSignal): Incoming | undefined {
  const { from, chat } = context;
  if (from === undefined || from.is_bot || chat === undefined || chat.type === 'channel') return undefined;
  const base = { updateId: context.update.update_id, person: personOf(from), chat: chatOf(chat) };
  if (context.has(callbackQuery('data'))) {
    const { id, data, message: tapped } = context.callbackQuery;
    const tap = { queryId: id, messageId: tapped?.message_id };
    return { ...base, messageId: undefined, tap, event: { kind: 'tap', data: storable(data) } };
  }
  if (context.has('my_chat_member')) {
    // Of a group nothing has to be known: whether it can be written to is seen by writing.
    if (chat.type !== 'private') return undefined;
    const isReachable = context.myChatMember.new_chat_member.status !== 'kicked';
    return { ...base, messageId: undefined, tap: undefined, event: { kind: 'membership', isReachable } };
  }
  if (!context.has('message')) return undefined;
  const event = readMessage(context, signal);
  return event && { ...base, messageId: context.message.message_id, tap: undefined, event };
}

function readMessage(context: Context, signal: AbortSignal): IncomingEvent | undefined {
  if (context.has(message('text')))
    return readCommand(context) ?? { kind: 'text', text: storable(context.message.text) };
  if (context.has(message('contact'))) {
    const { phone_number: phone, user_id: userId } = context.message.contact;
    return { kind: 'contact', phone, userId };
  }
  if (context.has(message('document'))) {
    const {
      file_id: fileId,
      file_name: name,
      file_size: sizeBytes,
      mime_type: mimeType,
    } = context.message.document;
    const facts = { fileId, name: name ?? 'file', sizeBytes: sizeBytes ?? 0, mimeType };
    return { kind: 'file', file: openIncomingFile(context.telegram, facts, signal) };
  }
  return isService(context) ? undefined : { kind: 'other' };
}

/** As telegraf's `Composer.command` reads it; which commands there are is asked later, since an unknown one is answered too. */
function readCommand(context: Context): IncomingEvent | undefined {
  if (!context.has(message('text'))) return undefined;
  const { text, entities } = context.message;
  const [entity] = entities ?? [];
  if (entity?.type !== 'bot_command' || entity.offset !== 0) return undefined;
  const [name = '', to] = text.slice(1, entity.length).split('@');
  if (to !== undefined && to.toLowerCase() !== context.me.toLowerCase()) return { kind: 'other' };
  return {
    kind: 'command',
    name: name.toLowerCase(),
    payload: storable(text.slice(entity.length)).trim(),
    isAddressed: to !== undefined,
  };
}

/** No database takes a NUL in a text, and whoever writes a client of their own can send one. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

/** What Telegram itself writes into a chat: who joined, what was pinned. */
const SERVICE_FIELDS = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'message_auto_delete_timer_changed',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
] as const;

function isService(context: Context): boolean {
  const { message: written } = context;
  return written !== undefined && SERVICE_FIELDS.some((field) => field in written);
}

function personOf(from: User): TelegramPerson {
  const { id, first_name: firstName, username, language_code: languageCode } = from;
  return { id, firstName, username, languageCode };
}

function chatOf(chat: Chat): BotChat {
  return { id: chat.id, isPrivate: chat.type === 'private' };
}
