import * as z from 'zod';
import { ENV } from '../contracts/env.ts';
import { readSecretText } from './read-secret-text.ts';

/** Every bot that may have a token, with the variable that holds it on one machine. */
const TOKEN_VARIABLES = { fleet: ENV.telegramTokenFleet } as const;

/** Where a program finds what Telegram gave and what it was given: an ARN (in AWS), or the values (on one machine). */
export type TelegramSource = { readonly secretArn: string } | TelegramSecrets;

export interface TelegramSecrets {
  /** What Telegram sends back in `X-Telegram-Bot-Api-Secret-Token`. */
  readonly webhookSecret: string;
  /** By bot id. A bot without a token is not there. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Chats of the admins, who get alarms. */
  readonly alarmChats: readonly string[];
}

const webhookSecret = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/);
const chatIdText = z.string().regex(/^-?\d+$/);
/** People write them as numbers too. */
const chatId = z.union([chatIdText, z.int().transform(String)]);

const secretSchema = z.object({
  webhookSecret,
  tokens: z.record(z.string(), z.string().min(1)).default({}),
  alarmChats: z.array(chatId).default([]),
});

/** The part of an environment that says it. */
export const telegramSourceSchema = z
  .object({
    [ENV.telegramSecretArn]: z.string().min(1).optional(),
    [ENV.telegramWebhookSecret]: webhookSecret.optional(),
    [ENV.telegramTokenFleet]: z.string().min(1).optional(),
    [ENV.telegramAlarmChats]: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      )
      .pipe(z.array(chatIdText)),
  })
  .transform((env, context): TelegramSource => {
    const given = env[ENV.telegramWebhookSecret];
    if (given !== undefined) {
      const tokens = Object.entries(TOKEN_VARIABLES).flatMap(([bot, variable]) => {
        const token = env[variable];
        return token === undefined ? [] : [[bot, token] as const];
      });
      return {
        webhookSecret: given,
        tokens: Object.fromEntries(tokens),
        alarmChats: env[ENV.telegramAlarmChats],
      };
    }
    const secretArn = env[ENV.telegramSecretArn];
    if (secretArn !== undefined) return { secretArn };
    context.addIssue({
      code: 'custom',
      path: [ENV.telegramSecretArn],
      message: `set it, or ${ENV.telegramWebhookSecret}`,
    });
    return z.NEVER;
  });

export class TelegramSecretUnreadableError extends Error {
  override readonly name = 'TelegramSecretUnreadableError';
}

/** @throws TelegramSecretUnreadableError without any part of the secret in its text */
export async function readTelegramSecrets(source: TelegramSource): Promise<TelegramSecrets> {
  if (!('secretArn' in source)) return source;
  const text = await readSecretText(source.secretArn);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TelegramSecretUnreadableError('the Telegram secret is not JSON');
  }
  const secret = secretSchema.safeParse(json);
  if (secret.success) return secret.data;
  const fields = secret.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new TelegramSecretUnreadableError(`the Telegram secret is wrong in: ${fields}`);
}
