/** The bot that people know the system by. */
export interface FleetBot {
  /** Signs what Telegram says of people. Undefined: none is set up yet. */
  readonly readToken: () => Promise<string | undefined>;
  /** As Telegram calls it, without `@`. Undefined: it cannot be asked now. */
  readonly readUsername: () => Promise<string | undefined>;
  /** Whether Telegram's own pages know it. Not where something else stands in for Telegram. */
  readonly isOfTelegram: boolean;
}

/** A token is `<id of the bot>:<secret>`. */
export function botIdOf(token: string): number {
  return Number.parseInt(token, 10);
}
