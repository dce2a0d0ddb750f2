import type { Telegram } from 'telegraf';
import type { Update, UserFromGetMe } from 'telegraf/types';

/** By token, for the life of the container: a bot that is renamed is known by its new name some hours later. */
const known = new Map<string, UserFromGetMe>();

/**
 * What telegraf has to know of the bot itself. It would ask `getMe` before the first update of each container; only a command that is
 * addressed, as groups send them (`/status@our_bot`), needs the name, and asks once.
 */
export async function findBotInfo(telegram: Telegram, token: string, update: Update): Promise<UserFromGetMe> {
  return hasAddressedCommand(update) ? askBotInfo(telegram, token) : (known.get(token) ?? withoutName(token));
}

/** The bot as Telegram knows it, with its name. */
export async function askBotInfo(telegram: Telegram, token: string): Promise<UserFromGetMe> {
  const before = known.get(token);
  if (before !== undefined) return before;
  const info = await telegram.getMe();
  known.set(token, info);
  return info;
}

function hasAddressedCommand(update: Update): boolean {
  return 'message' in update && 'text' in update.message && /^\/\w+@/.test(update.message.text);
}

function withoutName(token: string): UserFromGetMe {
  return {
    // A token is `<id of the bot>:<secret>`.
    id: Number.parseInt(token, 10),
    is_bot: true,
    first_name: '',
    username: '',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
}
