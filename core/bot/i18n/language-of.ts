import type { Language } from '../turn.ts';

/** Where Russian is read more readily than English. */
const READS_RUSSIAN = new Set(['ru', 'uk', 'be', 'kk']);

/**
 * @param chosen what the person set in this bot
 * @param telegramCode `language_code` of Telegram: an IETF tag such as `en` or `pt-br`; absent for some people
 */
export function languageOf(chosen: Language | undefined, telegramCode: string | undefined): Language {
  if (chosen !== undefined) return chosen;
  const [primary = ''] = (telegramCode ?? '').toLowerCase().split(/[-_]/);
  return READS_RUSSIAN.has(primary) ? 'ru' : 'en';
}
