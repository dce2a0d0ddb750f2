import * as z from 'zod';

/** A value as it is kept, with its times: milliseconds of the epoch. */
export interface CacheEntry {
  /** JSON of the whole entry. */
  readonly text: string;
  /** Until then it is given without a question. */
  readonly freshUntilMs: number;
  /** Until then it is better than an error. */
  readonly staleUntilMs: number;
  readonly value: unknown;
}

export interface Keep {
  /** For how long a value is given without asking its source; about one in ten less or more, so that not all end at one moment. */
  readonly ttlMs: number;
  /** For how long after that it is given if its source cannot be asked. @default 0 */
  readonly staleMs?: number;
}

/** Longer ones are not kept: a cache is for what is read often, and one value must not push out thousands. */
const MAX_CHARACTERS = 512 * 1024;
const TTL_JITTER = 0.1;

const entrySchema = z.object({ freshUntilMs: z.number(), staleUntilMs: z.number(), value: z.unknown() });

/** @returns undefined for what JSON cannot say or is too long */
export function makeEntry(
  value: unknown,
  { ttlMs, staleMs = 0 }: Keep,
  nowMs: number,
  random: number,
): CacheEntry | undefined {
  const freshUntilMs = Math.round(nowMs + ttlMs * (1 - TTL_JITTER + 2 * TTL_JITTER * random));
  const staleUntilMs = freshUntilMs + staleMs;
  if (value === undefined) return undefined;
  const text = JSON.stringify({ freshUntilMs, staleUntilMs, value });
  return text.length > MAX_CHARACTERS ? undefined : { text, freshUntilMs, staleUntilMs, value };
}

/** @returns undefined for what is no entry: somebody else's text, or an older release's */
export function readEntry(text: string): CacheEntry | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entry = entrySchema.safeParse(json);
  return entry.success ? { ...entry.data, text } : undefined;
}
