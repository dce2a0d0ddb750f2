import * as z from 'zod';

/** Telegram's own limits: https://core.telegram.org/bots/api#sendmessage, #senddocument. */
const text = z
  .string()
  .min(1)
  .max(4_096 * 4);
const caption = z
  .string()
  .max(1_024 * 4)
  .optional();

/** A file that travels in the row: as base64 a third larger. Larger ones are sent within their update or not at all. */
const MAX_FILE_CHARACTERS = 300_000;

/** What a payload may hold: parameters of the method as JSON, without `chat_id`. What is not named here goes through as it is. */
const payloads = {
  sendMessage: z.looseObject({ text }),
  editMessageText: z.looseObject({ text, message_id: z.int().positive() }),
  editMessageReplyMarkup: z.looseObject({ message_id: z.int().positive() }),
  deleteMessage: z.looseObject({ message_id: z.int().positive() }),
  /** A file that Telegram has already, by its id or address. */
  sendPhoto: z.looseObject({ photo: z.string().min(1).max(2_048), caption }),
  sendDocument: z.looseObject({
    document: z.union([
      z.string().min(1).max(2_048),
      z.object({ name: z.string().min(1).max(255), base64: z.base64().max(MAX_FILE_CHARACTERS) }),
    ]),
    caption,
  }),
} as const;

const withoutChat = <P extends z.ZodType<object>>(payload: P): P =>
  payload.refine((given) => !('chat_id' in given), 'the chat stands in the row');

/** A method that the outbox sends, with its parameters. */
export const outgoingCallSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('sendMessage'), payload: withoutChat(payloads.sendMessage) }),
  z.object({ method: z.literal('editMessageText'), payload: withoutChat(payloads.editMessageText) }),
  z.object({
    method: z.literal('editMessageReplyMarkup'),
    payload: withoutChat(payloads.editMessageReplyMarkup),
  }),
  z.object({ method: z.literal('deleteMessage'), payload: withoutChat(payloads.deleteMessage) }),
  z.object({ method: z.literal('sendPhoto'), payload: withoutChat(payloads.sendPhoto) }),
  z.object({ method: z.literal('sendDocument'), payload: withoutChat(payloads.sendDocument) }),
]);

export type OutgoingCall = z.infer<typeof outgoingCallSchema>;

/** A message to be written into the outbox. */
export interface OutgoingMessage {
  readonly bot: string;
  readonly chatId: number;
  /** Whom a 403 marks as unreachable; undefined for groups. */
  readonly userId: number | undefined;
  /** Names the cause, such as `feedback:7:answer`: a cause that is repeated writes nothing. Up to 200 characters. */
  readonly key: string;
  readonly call: OutgoingCall;
  /** @default at once */
  readonly notBefore?: Date;
}

/** Parameters as telegraf takes them: a file that travelled as base64 is a buffer. */
export function callParameters({ payload }: OutgoingCall, chatId: number): object {
  if (!('document' in payload) || typeof payload.document === 'string')
    return { ...payload, chat_id: chatId };
  const { name, base64 } = z.object({ name: z.string(), base64: z.string() }).parse(payload.document);
  return {
    ...payload,
    chat_id: chatId,
    document: { source: Buffer.from(base64, 'base64'), filename: name },
  };
}
