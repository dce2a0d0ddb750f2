/** How much of something one may do in some seconds. */
export interface Allowance {
  readonly points: number;
  readonly perSeconds: number;
}

/** What people may do, from the onboarding bot's scaling guide: `RATE_LIMIT_PER_USER = 60`, `RATE_LIMIT_SEARCH = 10`, both per minute. */
export const PERSON_ALLOWANCES = Object.freeze({
  /** Of a person at a bot. */
  updates: { points: 60, perSeconds: 60 },
  searches: { points: 10, perSeconds: 60 },
} as const satisfies Record<string, Allowance>);

/** What Telegram takes from a bot (core.telegram.org/bots/faq, "My bot is hitting limits"). */
export const SENDING_ALLOWANCES = Object.freeze({
  /** Messages of one bot to all of its chats. */
  bot: { points: 30, perSeconds: 1 },
  chat: { points: 1, perSeconds: 1 },
  /** Of a group, beside that of a chat. */
  group: { points: 20, perSeconds: 60 },
} as const satisfies Record<string, Allowance>);
