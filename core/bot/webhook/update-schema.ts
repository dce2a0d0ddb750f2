import type { Update } from 'telegraf/types';
import * as z from 'zod';

/** Telegram's ids are whole and below 2^52. */
const id = z.int();
const chat = z.looseObject({ id, type: z.string() });
const user = z.looseObject({ id, is_bot: z.boolean(), first_name: z.string() });
const message = z.looseObject({
  message_id: id,
  date: z.int(),
  chat,
  from: user.optional(),
  text: z.string().optional(),
  contact: z
    .looseObject({ phone_number: z.string(), first_name: z.string(), user_id: id.optional() })
    .optional(),
  document: z
    .looseObject({
      file_id: z.string(),
      file_name: z.string().optional(),
      file_size: z.int().min(0).optional(),
      mime_type: z.string().optional(),
    })
    .optional(),
  entities: z
    .array(z.looseObject({ type: z.string(), offset: z.int().min(0), length: z.int().min(0) }))
    .optional(),
});

/**
 * The parts of an update that telegraf and the bots rely on. All else passes as it is: Telegram adds kinds and fields every few weeks, and
 * an update that is refused comes again for a day.
 */
const partsSchema = z.looseObject({
  update_id: id.min(0),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .looseObject({
      id: z.string(),
      from: user,
      data: z.string().optional(),
      message: z.looseObject({ message_id: id, chat }).optional(),
    })
    .optional(),
  my_chat_member: z
    .looseObject({ chat, from: user, new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
});

/** An update in telegraf's words: its parts are checked, the rest is Telegram's promise. */
export const updateSchema = z.custom<Update>((value) => partsSchema.safeParse(value).success);
