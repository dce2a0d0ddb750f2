import * as z from 'zod';

const id = z.int();
const chat = z.object({ id, type: z.string() });
const person = z.object({ id, first_name: z.string(), language_code: z.string().optional() });

/** The name of a command is ours; any other word is the person's, and may be a password that a form asked for. */
const command = z
  .string()
  .transform((text) => /^\/\w+/.exec(text)?.[0])
  .optional();

/** What is named here is kept, and nothing else. */
const update = z.object({
  update_id: id,
  message: z
    .object({ message_id: id, date: z.int(), chat, from: person.optional(), text: command })
    .optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: person,
      data: z.string().optional(),
      message: z.object({ message_id: id, chat }).optional(),
    })
    .optional(),
  my_chat_member: z.object({ chat, from: person }).optional(),
});

/** An update that was given up, as it stands in the queue: who did what, and why it failed, without a person's own words. */
export const deadUpdateSchema = z.object({
  version: z.literal(1),
  bot: z.string(),
  update,
  /** Of the last try; no token and no text of a message. */
  reason: z.string(),
});
export type DeadUpdate = z.infer<typeof deadUpdateSchema>;
