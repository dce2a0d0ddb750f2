import { Telegram } from 'telegraf';
import { languageOf } from '../i18n/language-of.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { BotPlatform } from '../platform.ts';
import type { Language } from '../turn.ts';
import type { AdmittedUpdate } from './admit-update.ts';
import { deadUpdateSchema } from './dead-update.ts';
import { describeFailure } from './describe-failure.ts';
import { type CallTally, watchCalls } from './watch-calls.ts';

/** Telegram's pauses between tries grow; the fifth comes some minutes after the first. */
export const MAX_TRIES = 5;

/** The word to the person is a courtesy. */
const TELL_TIMEOUT_MS = 1_000;

/**
 * Counts a failed try. An update that fails again and again would hold up its chat for a day: Telegram sends nothing after it until it is
 * taken. So after `MAX_TRIES` it is kept for the operators and counts as handled.
 *
 * @returns whether the update was given up
 * @throws what the queue throws: then it is not given up
 */
export async function countFailure(
  { bot, token, update }: AdmittedUpdate,
  failure: unknown,
  platform: BotPlatform,
  tally: CallTally,
): Promise<boolean> {
  const tries = await platform.countFailedTry(bot.id, update.update_id);
  if (tries < MAX_TRIES) return false;
  const reason = describeFailure(failure);
  await platform.keepDeadUpdate(deadUpdateSchema.parse({ version: 1, bot: bot.id, update, reason }));
  // It is out of the way already; nothing may bring it back.
  await tellPerson({ bot, token, update }, platform, tally).catch(() => undefined);
  return true;
}

async function tellPerson(
  { bot, token, update }: AdmittedUpdate,
  platform: BotPlatform,
  tally: CallTally,
): Promise<void> {
  const cause = 'message' in update ? update.message : undefined;
  const query = 'callback_query' in update ? update.callback_query : undefined;
  const chat = cause?.chat ?? query?.message?.chat;
  const from = cause?.from ?? query?.from;
  if (chat === undefined || from === undefined) return;
  const { apiRoot } = platform;
  const telegram = new Telegram(token, apiRoot === undefined ? {} : { apiRoot });
  watchCalls(telegram, AbortSignal.timeout(TELL_TIMEOUT_MS), tally);
  const language = await findLanguage(bot.id, from, platform);
  await telegram.sendMessage(chat.id, platformTexts.in(language).plain('givenUp'));
}

/** The users' store may be what failed. */
async function findLanguage(
  bot: string,
  from: {
    readonly id: number;
    readonly first_name: string;
    readonly username?: string;
    readonly language_code?: string;
  },
  { users }: BotPlatform,
): Promise<Language> {
  const { id, first_name: firstName, username, language_code: languageCode } = from;
  try {
    return (await users.find(bot, { id, firstName, username, languageCode })).language;
  } catch {
    return languageOf(undefined, languageCode);
  }
}
