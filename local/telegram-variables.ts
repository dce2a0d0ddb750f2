import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { telegramSourceSchema } from '../core/aws/telegram-secrets.ts';
import { ENV } from '../core/contracts/env.ts';
import { errorCode } from './process/errors.ts';

const SECRET_BYTES = 24;

const TOKEN_PREFIX = 'TELEGRAM_TOKEN_';

const TOKEN_VARIABLES = Object.values(ENV).filter((name) => name.startsWith(TOKEN_PREFIX));

/** Ids of local bots, in the order of their variables: no bot of Telegram's has one so small. */
const FIRST_LOCAL_ID = 700_001;

/** The first person of the chat page, who is the administrator then. */
const ADMIN_CHAT = '1';

/**
 * Where updates come from: from the emulator on this machine; from Telegram, which is asked for them; or from wherever the caller sends them,
 * who has an API root of their own.
 */
export type UpdateSource = 'emulator' | 'polling' | 'caller';

export interface LocalTelegram {
  /** What stands in for the Telegram secret, by variable. */
  readonly variables: Readonly<Record<string, string>>;
  readonly source: UpdateSource;
  readonly webhookSecret: string;
  /** By bot id. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** What the caller gave of Telegram is not of the form that programs take. */
export class TelegramVariableInvalidError extends Error {
  override readonly name = 'TelegramVariableInvalidError';
}

/**
 * What stands in for the Telegram secret: the caller's variables, and for what they do not say a webhook secret that is made once and kept,
 * and a token for each bot. As soon as one token is given, only the given ones count: bots without one stay silent. Without a token nothing
 * leaves this machine: bots send to the emulator, or to the caller's API root.
 * @param given by variable, `TELEGRAM_...`
 * @param secretPath where the webhook's secret is kept
 * @param emulatorUrl where the emulator will listen, if it is needed
 * @throws TelegramVariableInvalidError naming the variable, never its value
 */
export async function telegramVariables(
  given: Readonly<Record<string, string>>,
  secretPath: string,
  emulatorUrl: string,
): Promise<LocalTelegram> {
  const source = sourceOf(given);
  const webhookSecret = given[ENV.telegramWebhookSecret] ?? (await loadWebhookSecret(secretPath));
  const variables = {
    [ENV.telegramWebhookSecret]: webhookSecret,
    ...(hasToken(given) ? {} : localTokens()),
    ...(source === 'emulator'
      ? { [ENV.telegramApiRoot]: emulatorUrl, [ENV.telegramAlarmChats]: ADMIN_CHAT }
      : {}),
    ...given,
  };
  const { error } = telegramSourceSchema.safeParse(variables);
  if (error !== undefined) throw new TelegramVariableInvalidError(z.prettifyError(error));
  return { variables, source, webhookSecret, tokens: tokensOf(variables) };
}

function hasToken(given: Readonly<Record<string, string>>): boolean {
  return Object.keys(given).some((name) => name.startsWith(TOKEN_PREFIX));
}

function sourceOf(given: Readonly<Record<string, string>>): UpdateSource {
  if (given[ENV.telegramApiRoot] !== undefined) return 'caller';
  return hasToken(given) ? 'polling' : 'emulator';
}

/** Of the form that Telegram gives. */
function localTokens(): Record<string, string> {
  return Object.fromEntries(
    TOKEN_VARIABLES.map((name, index) => [
      name,
      `${FIRST_LOCAL_ID + index}:local-token-of-this-machine-00000`,
    ]),
  );
}

function tokensOf(variables: Readonly<Record<string, string>>): Map<string, string> {
  const tokens = new Map<string, string>();
  for (const [name, token] of Object.entries(variables))
    if (name.startsWith(TOKEN_PREFIX)) tokens.set(name.slice(TOKEN_PREFIX.length).toLowerCase(), token);
  return tokens;
}

async function loadWebhookSecret(path: string): Promise<string> {
  try {
    await writeFile(path, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
