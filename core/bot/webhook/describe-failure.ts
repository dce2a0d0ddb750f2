import { TelegramError } from 'telegraf';

const MAX_CHARACTERS = 300;

/** `bot123:ABC` as it stands in the path of every call. */
const TOKEN = /\d{3,}:[\w-]{6,}/g;

/**
 * What a log may know of a failure. Of a refusal by Telegram only its code: the description quotes the message, and the error object
 * carries the whole of it.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof TelegramError) return `TelegramError: answered ${error.code}`;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'thrown without an error';
  return text.replace(TOKEN, '[token]').slice(0, MAX_CHARACTERS);
}
