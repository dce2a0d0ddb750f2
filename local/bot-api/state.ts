import { z } from 'zod';

/**
 * What the emulator knows, in Telegram's own words where a bot gets to see it, so that a stored message is sent as it is. It is what the
 * snapshot on disk holds.
 */
const id = z.int();

export const userSchema = z.object({
  id,
  is_bot: z.boolean(),
  first_name: z.string(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

export const chatSchema = z.object({
  id,
  type: z.enum(['private', 'supergroup']),
  first_name: z.string().optional(),
  username: z.string().optional(),
  title: z.string().optional(),
});

export const entitySchema = z.object({
  type: z.string(),
  /** In UTF-16 code units. */
  offset: z.int().min(0),
  length: z.int().min(1),
  url: z.string().optional(),
  language: z.string().optional(),
});

export const inlineButtonSchema = z.object({
  text: z.string(),
  url: z.string().optional(),
  callback_data: z.string().optional(),
  copy_text: z.object({ text: z.string() }).optional(),
});

export const inlineKeyboardSchema = z.object({ inline_keyboard: z.array(z.array(inlineButtonSchema)) });

export const replyKeyboardSchema = z.object({
  keyboard: z.array(
    z.array(
      z.union([
        z.string().transform((text) => ({ text })),
        z.object({ text: z.string(), request_contact: z.boolean().optional() }),
      ]),
    ),
  ),
  one_time_keyboard: z.boolean().optional(),
  resize_keyboard: z.boolean().optional(),
  input_field_placeholder: z.string().optional(),
});

const fileFields = { file_id: z.string(), file_unique_id: z.string(), file_size: z.int() };

export const documentSchema = z.object({ ...fileFields, file_name: z.string(), mime_type: z.string() });
export const contactSchema = z.object({
  phone_number: z.string(),
  first_name: z.string(),
  user_id: id.optional(),
});

export const messageSchema = z.object({
  message_id: id,
  from: userSchema,
  chat: chatSchema,
  /** In seconds since 1970. */
  date: z.int(),
  edit_date: z.int().optional(),
  reply_to_message: z.looseObject({ message_id: id }).optional(),
  text: z.string().optional(),
  entities: z.array(entitySchema).optional(),
  document: documentSchema.optional(),
  photo: z.array(z.object({ ...fileFields, width: z.int(), height: z.int() })).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entitySchema).optional(),
  contact: contactSchema.optional(),
  reply_markup: inlineKeyboardSchema.optional(),
});

const updateSchema = z.object({
  updateId: id,
  /** Updates of one chat are delivered one after the other. */
  chatId: id,
  kind: z.enum(['message', 'callback_query', 'my_chat_member']),
  payload: z.looseObject({}),
  queuedAtMs: z.number(),
});

const commandListSchema = z.object({
  scope: z.string(),
  languageCode: z.string(),
  commands: z.array(z.object({ command: z.string(), description: z.string() })),
});

export const botSchema = z.object({
  id,
  firstName: z.string(),
  username: z.string(),
  webhook: z
    .object({ url: z.string(), secretToken: z.string().optional(), maxConnections: z.int() })
    .optional(),
  /** Empty: all kinds. */
  allowedUpdates: z.array(z.string()),
  lastError: z.object({ date: z.int(), message: z.string() }).optional(),
  commandLists: z.array(commandListSchema),
  /** By language; `` for all others. */
  descriptions: z.record(z.string(), z.string()),
  shortDescriptions: z.record(z.string(), z.string()),
  nextUpdateId: id,
  pending: z.array(updateSchema),
});

export const personSchema = z.object({
  id,
  firstName: z.string(),
  username: z.string(),
  languageCode: z.string(),
  phoneNumber: z.string(),
});

export const conversationSchema = z.object({
  key: z.string(),
  chat: chatSchema,
  /** Of a private chat; a group has every bot in it. */
  botId: id.optional(),
  personId: id.optional(),
  messages: z.array(messageSchema),
  nextMessageId: id,
  keyboard: replyKeyboardSchema.optional(),
  isStarted: z.boolean(),
  isBlocked: z.boolean(),
  /** Id of the last message seen, by person. */
  readUpTo: z.record(z.string(), id),
});

export const stateSchema = z.object({
  version: z.literal(1),
  persons: z.array(personSchema),
  bots: z.array(botSchema),
  conversations: z.array(conversationSchema),
});

export type User = z.infer<typeof userSchema>;
export type Entity = z.infer<typeof entitySchema>;
export type InlineKeyboard = z.infer<typeof inlineKeyboardSchema>;
export type ReplyKeyboard = z.infer<typeof replyKeyboardSchema>;
export type SentFile = z.infer<typeof documentSchema>;
export type Message = z.infer<typeof messageSchema>;
export type QueuedUpdate = z.infer<typeof updateSchema>;
export type BotAccount = z.infer<typeof botSchema>;
export type Person = z.infer<typeof personSchema>;
export type Conversation = z.infer<typeof conversationSchema>;
export type State = z.infer<typeof stateSchema>;
