import type { BotUser } from '../turn.ts';

/** Who wrote or tapped, as an update's `from` says. */
export interface TelegramPerson {
  /** Telegram's; up to 52 bits. */
  readonly id: number;
  readonly firstName: string;
  readonly username: string | undefined;
  /** IETF tag of the person's Telegram, which not every client sends. */
  readonly languageCode: string | undefined;
}

/** A person at a bot, with what only the platform has to know. */
export interface KnownUser extends BotUser {
  /** By an admin: the bot does not answer. */
  readonly isBlocked: boolean;
}

/** People as the platform meets them, update by update. */
export interface UserDirectory {
  /**
   * Makes the person known to the bot if need be, and reachable again: who writes can be written to. A usual update costs no query.
   * Called for each update that a person caused, so it has to be safe to repeat.
   */
  find(bot: string, person: TelegramPerson): Promise<KnownUser>;
  /** Telegram said 403, or that the person has blocked the bot. Nothing is sent to them until they write again. */
  markUnreachable(bot: string, userId: number): Promise<void>;
}
