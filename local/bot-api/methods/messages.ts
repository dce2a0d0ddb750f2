import { z } from 'zod';
import { badRequest, BotApiError } from '../bot-api-error.ts';
import { formatText } from '../entities/format-text.ts';
import { markupSchema, type Markup } from '../markup.ts';
import { chatId, flag, integer, messageId, structure } from '../parameters.ts';
import { type Conversation, entitySchema, type Message } from '../state.ts';
import { userOfBot, type World } from '../world.ts';
import { type Call, method } from './method.ts';

/** https://core.telegram.org/bots/api#sendmessage, after entities are parsed. */
const MAX_TEXT_CHARACTERS = 4_096;
/** https://core.telegram.org/bots/api#deletemessage */
const DELETABLE_S = 48 * 3_600;

const textFields = {
  text: z.string().default(''),
  parse_mode: z.string().optional(),
  entities: structure(z.array(entitySchema).optional()),
};

/** Parts that all kinds of messages have. */
export const sendFields = {
  chat_id: chatId,
  reply_markup: markupSchema,
  reply_parameters: structure(z.object({ message_id: z.int() }).optional()),
  reply_to_message_id: integer.optional(),
};

export const sendMessage = method(z.object({ ...sendFields, ...textFields }), (call, parameters) => {
  const conversation = call.world.openTo(call.bot, parameters.chat_id);
  const content = readText(parameters);
  call.takeMessage(call.bot.id, conversation.chat.id);
  return post(call, conversation, parameters, content);
});

interface SendParameters {
  readonly reply_markup?: Markup | undefined;
  readonly reply_parameters?: { readonly message_id: number } | undefined;
  readonly reply_to_message_id?: number | undefined;
}

/** Puts a bot's message into a chat, with what stands under it. */
export function post(
  { world, bot }: Call,
  conversation: Conversation,
  { reply_markup: markup, reply_parameters: reply, reply_to_message_id: replyId }: SendParameters,
  content: Parameters<World['add']>[2],
): Message {
  const answered = world.find(conversation, reply?.message_id ?? replyId ?? 0);
  const sent = world.add(conversation, userOfBot(bot), {
    ...content,
    ...(answered === undefined ? {} : { reply_to_message: { ...answered, reply_to_message: undefined } }),
    ...(markup?.kind === 'inline' && markup.keyboard.inline_keyboard.length > 0
      ? { reply_markup: markup.keyboard }
      : {}),
  });
  if (markup?.kind === 'reply') world.setKeyboard(conversation, markup.keyboard);
  if (markup?.kind === 'remove') world.setKeyboard(conversation, undefined);
  return sent;
}

export const editMessageText = method(
  z.object({ chat_id: chatId, message_id: messageId, reply_markup: markupSchema, ...textFields }),
  (call, parameters) => {
    const { world } = call;
    const { conversation, message } = findOwn(call, parameters);
    const content = readText(parameters);
    if (message.text === undefined) throw badRequest('there is no text in the message to edit');
    call.takeMessage(call.bot.id, conversation.chat.id);
    change(world, conversation, message, () => {
      message.text = content.text;
      message.entities = content.entities;
      world.replaceButtons(message, inlineOf(parameters.reply_markup));
    });
    return message;
  },
);

export const editMessageReplyMarkup = method(
  z.object({ chat_id: chatId, message_id: messageId, reply_markup: markupSchema }),
  (call, parameters) => {
    const { conversation, message } = findOwn(call, parameters);
    call.takeMessage(call.bot.id, conversation.chat.id);
    change(call.world, conversation, message, () =>
      call.world.replaceButtons(message, inlineOf(parameters.reply_markup)),
    );
    return message;
  },
);

export const deleteMessage = method(
  z.object({ chat_id: chatId, message_id: messageId }),
  ({ world, bot }, parameters) => {
    const conversation = world.openTo(bot, parameters.chat_id);
    const message = world.find(conversation, parameters.message_id);
    if (message === undefined) throw badRequest('message to delete not found');
    // In a group only an administrator deletes what others wrote, and the bots here are none.
    const isForeign = conversation.botId === undefined && message.from.id !== bot.id;
    if (isForeign) throw badRequest("message can't be deleted");
    if (world.nowS - message.date > DELETABLE_S) throw badRequest("message can't be deleted for everyone");
    world.remove(conversation, message.message_id);
    return true;
  },
);

export const sendChatAction = method(
  z.object({ chat_id: chatId, action: z.string() }),
  ({ world, bot }, { chat_id, action }) => {
    const conversation = world.openTo(bot, chat_id);
    world.tell({ type: 'action', chat: conversation.key, action, name: bot.firstName });
    return true;
  },
);

export const answerCallbackQuery = method(
  z.object({
    callback_query_id: z.string(),
    text: z.string().max(200, { error: 'MESSAGE_TOO_LONG' }).optional(),
    show_alert: flag.optional(),
    url: z.string().optional(),
  }),
  ({ world, bot }, { callback_query_id, text, show_alert, url }) => {
    if (!world.hasQuery(bot.id, callback_query_id))
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    world.tell({ type: 'answer', queryId: callback_query_id, text, isAlert: show_alert ?? false, url });
    return true;
  },
);

function readText(parameters: z.output<z.ZodObject<typeof textFields>>) {
  const { text, entities } = formatText(parameters.text, parameters.parse_mode, parameters.entities);
  if (text === '') throw badRequest('message text is empty');
  if (text.length > MAX_TEXT_CHARACTERS) throw badRequest('message is too long');
  return { text, ...(entities.length === 0 ? {} : { entities: [...entities] }) };
}

function inlineOf(markup: Markup | undefined) {
  return markup?.kind === 'inline' ? markup.keyboard : undefined;
}

function findOwn(
  { world, bot }: Call,
  place: { readonly chat_id: number | string; readonly message_id: number },
): { conversation: Conversation; message: Message } {
  const conversation = world.openTo(bot, place.chat_id);
  const message = world.find(conversation, place.message_id);
  if (message === undefined) throw badRequest('message to edit not found');
  if (message.from.id !== bot.id) throw badRequest("message can't be edited");
  return { conversation, message };
}

/** @throws BotApiError when nothing is different afterwards */
function change(world: World, conversation: Conversation, message: Message, act: () => void): void {
  const before = appearance(message);
  act();
  if (appearance(message) === before) {
    throw new BotApiError(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    );
  }
  message.edit_date = world.nowS;
  world.tell({ type: 'edited', chat: conversation.key, message });
}

function appearance({ text, entities = [], reply_markup: markup }: Message): string {
  return JSON.stringify([text, entities, markup ?? null]);
}
