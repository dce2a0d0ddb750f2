import * as z from 'zod';
import { type Valkey, ValkeyAwayError } from '../cache/valkey.ts';
import { scriptOf } from '../cache/valkey-client.ts';
import { type Allowance, SENDING_ALLOWANCES } from './allowances.ts';
import { SlotMemory } from './slot-memory.ts';

/** Spreads messages to Telegram over time, for all processes together: 30/s a bot, 1/s a chat, 20/min a group. */
export interface Pacing {
  /**
   * Asks to send one message now.
   * @returns 0: send it, the place is taken; else milliseconds after which to ask again, and nothing is taken. Never throws: while the shared
   *   count is away each process keeps the pace for itself, and what is too much then Telegram refuses with `retry_after`
   */
  pace(bot: string, chatId: number, isGroup: boolean): Promise<number>;
}

/** A count of recent messages that one message adds to. */
export interface PacedKey {
  readonly key: string;
  readonly allowance: Allowance;
}

export interface PacingSettings {
  /** `undefined`: this process by itself. */
  readonly valkey: Valkey | undefined;
  readonly stage: string;
  /** Milliseconds of any clock. */
  readonly now: () => number;
}

/**
 * The newest times of each key, as many as it allows: the oldest of them says whether there is room for one more. So no window of the
 * allowance's length ever holds more, wherever it begins. All keys or none: a chat that has to wait takes nothing from its bot.
 */
const TAKE_SLOTS = scriptOf(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for i, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * i])
  local oldest = redis.call('LINDEX', key, ARGV[2 * i - 1] - 1)
  if oldest then wait = math.max(wait, math.min(window, oldest + window - now)) end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  redis.call('LPUSH', key, string.format('%.0f', now))
  redis.call('LTRIM', key, 0, ARGV[2 * i - 1] - 1)
  redis.call('PEXPIRE', key, ARGV[2 * i])
end
return 0
`);

const waitSchema = z.number().nonnegative();

export function openPacing({ valkey, stage, now }: PacingSettings): Pacing {
  const memory = new SlotMemory(now);
  return {
    pace: async (bot, chatId, isGroup) => {
      const slots = slotsOf(stage, bot, chatId, isGroup);
      if (valkey === undefined) return memory.take(slots);
      try {
        const keys = slots.map(({ key }) => key);
        const args = slots.flatMap(({ allowance: { points, perSeconds } }) => [
          String(points),
          String(perSeconds * 1000),
        ]);
        const waitMs = waitSchema.parse(await valkey.ask((client) => client.run(TAKE_SLOTS, keys, args)));
        // What others would have to know if the server went away the next moment.
        if (waitMs === 0) memory.note(slots);
        return waitMs;
      } catch (error) {
        if (!(error instanceof ValkeyAwayError || error instanceof z.ZodError)) throw error;
        return memory.take(slots);
      }
    },
  };
}

function slotsOf(stage: string, bot: string, chatId: number, isGroup: boolean): PacedKey[] {
  // Braces: all keys of a bot lie in one slot of a cluster, so that one script reaches them.
  const prefix = `telefleet:${stage}:pace:{${bot}}`;
  const chat = { key: `${prefix}:chat:${chatId}`, allowance: SENDING_ALLOWANCES.chat };
  const group = { key: `${prefix}:group:${chatId}`, allowance: SENDING_ALLOWANCES.group };
  return [{ key: prefix, allowance: SENDING_ALLOWANCES.bot }, chat, ...(isGroup ? [group] : [])];
}
