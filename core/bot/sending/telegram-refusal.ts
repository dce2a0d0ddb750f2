import * as z from 'zod';

/** Telegram's answer inside telegraf's error. https://core.telegram.org/bots/api#making-requests */
const schema = z.object({
  response: z.object({
    error_code: z.number().int(),
    description: z.string().default(''),
    parameters: z
      .object({
        retry_after: z.number().positive().optional(),
        migrate_to_chat_id: z.number().int().optional(),
      })
      .optional(),
  }),
});

export type TelegramRefusal = z.infer<typeof schema>['response'];

/** @returns what Telegram said; `undefined` when it is no answer of Telegram's: no network, a time-out */
export function readTelegramRefusal(error: unknown): TelegramRefusal | undefined {
  return schema.safeParse(error).data?.response;
}
