import { LRUCache } from 'lru-cache';
import { BotApiError } from './bot-api-error.ts';

/**
 * Telegram's limits as its FAQ gives them (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): 30 messages a
 * second a bot, one a second a chat where a short burst is let through, 20 a minute a group. How long a burst may be it does not say.
 */
const OF_BOT = { burst: 30, perSecond: 30 };
const OF_CHAT = { burst: 10, perSecond: 1 };
const OF_GROUP = { burst: 20, perSecond: 20 / 60 };

/** Chats that were quiet for longer than the others are full again in any case. */
const MAX_BUCKETS = 20_000;

interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

export type TakeMessage = (botId: number, chatId: number) => void;

/** @returns takes one message of the bot's allowance, or throws BotApiError 429 with the seconds to wait */
export function createPace(nowMs: () => number): TakeMessage {
  const buckets = new LRUCache<string, { tokens: number; atMs: number }>({ max: MAX_BUCKETS });

  const fill = (key: string, { burst, perSecond }: Limit): { tokens: number; atMs: number } => {
    const atMs = nowMs();
    const before = buckets.get(key) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, before.tokens + (Math.max(0, atMs - before.atMs) / 1_000) * perSecond);
    const filled = { tokens, atMs };
    buckets.set(key, filled);
    return filled;
  };

  return (botId, chatId) => {
    const limits = [
      [String(botId), OF_BOT],
      [`${botId}:${chatId}`, chatId < 0 ? OF_GROUP : OF_CHAT],
    ] as const;
    const filled = limits.map(([key, limit]) => [fill(key, limit), limit] as const);
    const waitS = Math.max(...filled.map(([{ tokens }, { perSecond }]) => (1 - tokens) / perSecond));
    if (waitS > 0) {
      const retryAfterS = Math.ceil(waitS);
      throw new BotApiError(429, `Too Many Requests: retry after ${retryAfterS}`, retryAfterS);
    }
    for (const [bucket] of filled) bucket.tokens -= 1;
  };
}
