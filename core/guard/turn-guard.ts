import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRedis from 'rate-limiter-flexible/lib/RateLimiterRedis.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import { type Valkey, ValkeyAwayError } from '../cache/valkey.ts';
import { scriptOf, type ValkeyScript } from '../cache/valkey-client.ts';
import type { Allowance } from './allowances.ts';
import type { TurnGuard } from './guard.ts';

export interface TurnGuardSettings {
  /** `undefined`: this process counts by itself. */
  readonly valkey: Valkey | undefined;
  readonly stage: string;
}

type Limiter = RateLimiterRedis | RateLimiterMemory;

/**
 * Counts in windows that begin with the first point taken, over all processes in one script of the server, so that two at one moment never
 * take the same point. While the server is away each process counts for itself, from nothing.
 */
export function openTurnGuard({ valkey, stage }: TurnGuardSettings): TurnGuard {
  // One for each pair of figures: they stand in the code, so there are few.
  const limiters = new Map<string, Limiter>();
  const limiterOf = ({ points, perSeconds }: Allowance): Limiter => {
    const figures = `${points}/${perSeconds}`;
    const known = limiters.get(figures);
    if (known !== undefined) return known;
    // The figures are part of the key: other ones, after a deploy, begin a count of their own.
    const common = { points, duration: perSeconds, keyPrefix: `telefleet:${stage}:limit:${figures}` };
    const memory = new RateLimiterMemory(common);
    const made = valkey === undefined ? memory : shareLimiter(common, memory, valkey);
    limiters.set(figures, made);
    return made;
  };

  return {
    take: async (key, points, perSeconds) => {
      try {
        await limiterOf({ points, perSeconds }).consume(key);
        return { ok: true };
      } catch (refusal) {
        // Anything else has no window to wait for. Whoever counts must not stand in the way of who works.
        if (!(refusal instanceof RateLimiterRes)) return { ok: true };
        return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
      }
    },
  };
}

interface Window {
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
  readonly keyPrefix: string;
}

/** The library's limiter for Redis on our connection: of a client it only asks that a script is defined and run. */
function shareLimiter(window: Window, insuranceLimiter: RateLimiterMemory, valkey: Valkey): RateLimiterRedis {
  let script: ValkeyScript | undefined;
  return new RateLimiterRedis({
    ...window,
    insuranceLimiter,
    // Who has used up everything is refused from memory until the window ends: a flood does not reach the server.
    inMemoryBlockOnConsumed: window.points,
    storeClient: {
      defineCommand: (_: string, { lua }: { readonly lua: string }) => {
        script = scriptOf(lua);
      },
      rlflxIncr: ([key = '', ...args]: readonly string[]) => {
        const defined = script;
        if (defined === undefined) throw new ValkeyAwayError('the limiter has not said what to run');
        return valkey.ask((client) => client.run(defined, [key], args));
      },
    },
  });
}
