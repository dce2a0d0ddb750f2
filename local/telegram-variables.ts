import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { telegramSourceSchema } from '../core/aws/telegram-secrets.ts';
import { ENV } from '../core/contracts/env.ts';
import { errorCode } from './process/errors.ts';

const SECRET_BYTES = 24;

/** Of the form that Telegram gives, and of no bot of Telegram's: it serves against an emulator at `TELEGRAM_API_ROOT`. */
const LOCAL_TOKEN = '123456:local-token-of-this-machine-00000';

/** Nobody listens on port 1: with a token that Telegram does not know nothing has to leave this machine. */
const NO_API_ROOT = 'http://127.0.0.1:1';

const TOKEN_VARIABLES = Object.values(ENV).filter((name) => name.startsWith('TELEGRAM_TOKEN_'));

/** What the caller gave of Telegram is not of the form that programs take. */
export class TelegramVariableInvalidError extends Error {
  override readonly name = 'TelegramVariableInvalidError';
}

/**
 * What stands in for the Telegram secret: the caller's variables, and for what they do not say a webhook secret that is made once and kept,
 * and a token for each bot. As soon as one token is given, only the given ones count: bots without one stay silent.
 * @param given by variable, `TELEGRAM_...`
 * @param secretPath where the webhook's secret is kept
 * @throws TelegramVariableInvalidError naming the variable, never its value
 */
export async function telegramVariables(
  given: Readonly<Record<string, string>>,
  secretPath: string,
): Promise<Record<string, string>> {
  const hasToken = Object.keys(given).some((name) => name.startsWith('TELEGRAM_TOKEN_'));
  const variables = {
    [ENV.telegramWebhookSecret]: given[ENV.telegramWebhookSecret] ?? (await loadWebhookSecret(secretPath)),
    ...(hasToken ? {} : localBots()),
    ...given,
  };
  const { error } = telegramSourceSchema.safeParse(variables);
  if (error !== undefined) throw new TelegramVariableInvalidError(z.prettifyError(error));
  return variables;
}

function localBots(): Record<string, string> {
  return {
    [ENV.telegramApiRoot]: NO_API_ROOT,
    ...Object.fromEntries(TOKEN_VARIABLES.map((name) => [name, LOCAL_TOKEN])),
  };
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
